package dev.waypost.ingress.delivery;

import dev.waypost.platform.db.Row;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// What a worker has to know to make one delivery; the bytes are fetched when it is made.
///
/// @param destination a project id, or [#SEND]
/// @param eventId the event it is about, or the first new event of the body
public record Delivery(
        String deliveryId,
        String tenantId,
        String endpointId,
        String bodyId,
        String eventId,
        String destination,
        @Nullable String traceparent) {
    /// The built-in destination of receipts: send-service.
    public static final String SEND = "@send";

    public static Delivery read(Row row) throws SQLException {
        return new Delivery(
                row.string("delivery_id"),
                row.string("tenant_id"),
                row.string("endpoint_id"),
                row.string("body_id"),
                row.string("event_id"),
                row.string("destination"),
                row.stringOrNull("traceparent"));
    }
}
