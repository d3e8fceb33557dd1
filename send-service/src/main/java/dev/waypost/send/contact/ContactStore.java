package dev.waypost.send.contact;

import dev.waypost.platform.db.Db;
import jakarta.inject.Singleton;
import java.util.List;

/// The table of who wrote to whom.
@Singleton
class ContactStore {
    /// In one order, so that two processes with the same users never wait for each other in a circle. A time is moved
    /// only by a minute or more, or a talkative user would cost a write per message; nobody's window ends that
    /// minute later. What comes from the future is the provider's clock going wrong.
    private static final String RECORD = """
            INSERT INTO contact AS c (tenant_id, user_key, endpoint_id, last_inbound)
            SELECT n.tenant_id, n.user_key, n.endpoint_id, least(max(n.last_inbound), now())
            FROM unnest(?::text[], ?::text[], ?::text[], ?::timestamptz[])
              AS n(tenant_id, user_key, endpoint_id, last_inbound)
            GROUP BY n.tenant_id, n.user_key, n.endpoint_id ORDER BY n.tenant_id, n.user_key, n.endpoint_id
            ON CONFLICT (tenant_id, user_key, endpoint_id) DO UPDATE SET last_inbound = excluded.last_inbound
              WHERE excluded.last_inbound >= c.last_inbound + interval '1 minute'""";

    private final Db db;

    ContactStore(Db db) {
        this.db = db;
    }

    void record(List<Contacted> contacts) {
        db.run(sql -> {
            // Whoever tells of them keeps nothing either: what a crash takes back opens no window until they write
            // again.
            sql.update("SET LOCAL synchronous_commit = off");
            sql.update(
                    RECORD,
                    sql.array("text", contacts.stream().map(Contacted::tenantId).toList()),
                    sql.array("text", contacts.stream().map(Contacted::user).toList()),
                    sql.array(
                            "text", contacts.stream().map(Contacted::endpointId).toList()),
                    sql.array(
                            "timestamptz",
                            contacts.stream().map(one -> one.time().toString()).toList()));
        });
    }
}
