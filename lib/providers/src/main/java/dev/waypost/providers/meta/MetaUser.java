package dev.waypost.providers.meta;

import dev.waypost.providers.InboundEvent;
import org.jspecify.annotations.Nullable;

/// Who the other side is: by number, by business-scoped id, or by both; and who it was before.
///
/// @param former what the user was known by before, when the event says that it changed
record MetaUser(
        @Nullable String number,
        @Nullable String scoped,
        @Nullable String former) {

    static MetaUser ofMessage(MetaChange change, MetaItem item) {
        if (item.newNumber != null || item.newUserId != null) {
            // A user who moved writes under the old name that there is a new one.
            return new MetaUser(item.newNumber, item.newUserId, first(item.from, item.fromUserId));
        }
        return completed(change, item.from, first(item.fromUserId, item.fromParentId));
    }

    static MetaUser ofStatus(MetaChange change, MetaItem item) {
        return completed(change, item.recipientId, first(item.recipientUserId, item.recipientParentId));
    }

    static MetaUser ofOther(MetaItem item) {
        return new MetaUser(
                first(item.waId, item.from, item.to, item.recipientId),
                first(item.userId, item.fromUserId, item.toUserId, item.recipientUserId),
                item.formerUserId);
    }

    /// What the message leaves out of a user the contacts beside it may have.
    private static MetaUser completed(MetaChange change, @Nullable String number, @Nullable String scoped) {
        if ((number == null) == (scoped == null)) {
            return new MetaUser(number, scoped, null);
        }
        for (MetaChange.Contact contact : change.contacts) {
            if (number != null && number.equals(contact.number())) {
                return new MetaUser(number, contact.userId(), null);
            }
            if (scoped != null && scoped.equals(contact.userId())) {
                return new MetaUser(contact.number(), scoped, null);
            }
        }
        return new MetaUser(number, scoped, null);
    }

    void into(InboundEvent.Builder event) {
        event.user(number, scoped).formerUser(former);
    }

    static @Nullable String first(@Nullable String... values) {
        for (@Nullable String value : values) {
            if (value != null) {
                return value;
            }
        }
        return null;
    }
}
