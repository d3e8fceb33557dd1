package dev.waypost.ingress.replay;

import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.ingress.user.Users;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// Puts a project that subscribes back to an event: what came since waits for it once more, in order.
@Singleton
public class Rewind {
    private static final int BATCH = 500;

    private final PastStore past;
    private final TenantSnapshots tenants;
    private final Users users;
    private final Db db;

    Rewind(PastStore past, TenantSnapshots tenants, Users users, Db db) {
        this.past = past;
        this.tenants = tenants;
        this.users = users;
        this.db = db;
    }

    /// Whoever asks must be the only one that hands the project its events meanwhile. If it does not come to its end,
    /// some events wait twice.
    ///
    /// @param goesOn asked between two parts
    public void rewind(String tenantId, String projectId, String afterEventId, BooleanSupplier goesOn) {
        PastStore.Mark mark = past.mark();
        var filter = new ReplayFilter(tenantId, projectId, Instant.EPOCH, mark.time(), List.of(), false);
        String position = afterEventId;
        Set<String> open = Set.of();
        while (goesOn.getAsBoolean()) {
            List<PastEvent> events = past.events(filter, position, BATCH);
            if (!events.isEmpty()) {
                ReplayPlan plan = ReplayPlanner.plan(
                        tenants.find(tenantId).orElseThrow(() -> Fault.of(Reason.TENANT_NOT_FOUND)),
                        filter,
                        open,
                        events,
                        List.of(),
                        ReplayWorker.conversations(users, tenantId, events),
                        project -> true);
                db.run(sql -> past.add(sql, tenantId, plan.again()));
                open = plan.openBodies();
                position = events.getLast().eventId();
            }
            if (events.size() < BATCH) {
                past.settle(tenantId, projectId, mark, position);
                return;
            }
        }
    }
}
