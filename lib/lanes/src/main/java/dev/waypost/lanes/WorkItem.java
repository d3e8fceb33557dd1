package dev.waypost.lanes;

/// One pending row of a work table.
///
/// @param id the row's identity and its place in the conversation's order
/// @param lane what [LaneKey] says of the conversation, as stored with the row
/// @param conversation the unit of order; the key must be unique across tenants
/// @param tenantId the unit of fairness
/// @param attempts how often it was tried before
/// @param urgency what goes first within its tenant; never within its conversation
public record WorkItem<T>(
        long id, int lane, String conversation, String tenantId, int attempts, T payload, Urgency urgency) {
    /// Which of a tenant's conversations goes first: that of the most urgent row.
    public enum Urgency {
        LOW,
        NORMAL,
        HIGH
    }

    public WorkItem(long id, int lane, String conversation, String tenantId, int attempts, T payload) {
        this(id, lane, conversation, tenantId, attempts, payload, Urgency.NORMAL);
    }
}
