package dev.waypost.send.purge;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.TenantRows;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.List;

/// What send-service keeps of a tenant, and erases once the tenant is gone.
@Factory
final class TenantTables {
    @Singleton
    TenantRows rows(Db db) {
        // Messages first, as their histories grow with them.
        return new TenantRows(
                db,
                List.of(
                        "pending",
                        "aside",
                        "message",
                        "message_attempt",
                        "message_status",
                        "message_change",
                        "accepted_request",
                        "receipt_orphan",
                        "blocked_number",
                        "block_list",
                        "contact",
                        "sending_number",
                        "request",
                        "session",
                        "session_request",
                        "media_provider_id",
                        "media_upload",
                        "media_piece",
                        "media_file",
                        "media_usage",
                        "erasure",
                        "block_import",
                        "kept_tenant"));
    }
}
