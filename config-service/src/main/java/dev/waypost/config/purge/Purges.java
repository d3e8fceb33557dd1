package dev.waypost.config.purge;

import dev.waypost.config.change.Commits;
import dev.waypost.config.tenant.PurgeSettings;
import dev.waypost.platform.db.TenantRows;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.id.Ids;
import dev.waypost.platform.log.WideEvent;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Optional;
import java.util.TreeSet;

/// Purges tenants: the other services first, then all that is here, the tenant's own row last.
///
/// Every step may be repeated, so a purge that stopped anywhere goes on from its beginning, which is quick where
/// nothing is left. The services are gone through until one round finds nothing: what one of them was just
/// doing when it was first asked is found then. Redis forgets the tenant as it hears of any other change.
@Singleton
public final class Purges {
    static final String ACTOR = "config.purge";

    private final PurgeStore store;
    private final ErasureStore erasure;
    private final PeerPurgeApi peers;
    private final Commits commits;
    private final PurgeSettings settings;
    private final MeterRegistry meters;
    private final String owner = Ids.next("own");

    Purges(
            PurgeStore store,
            ErasureStore erasure,
            PeerPurgeApi peers,
            Commits commits,
            PurgeSettings settings,
            MeterRegistry meters) {
        this.store = store;
        this.erasure = erasure;
        this.peers = peers;
        this.commits = commits;
        this.settings = settings;
        this.meters = meters;
    }

    private static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    void begin() {
        for (String tenantId : store.begin(settings.settle(), 100)) {
            WideEvent.of("tenant.purge_begun").with("tenant_id", tenantId).emit();
        }
    }

    /// Works on one purge; false when there is none to work on.
    boolean next() {
        Optional<String> taken = store.take(owner, settings.lease());
        taken.ifPresent(this::purge);
        return taken.isPresent();
    }

    private void purge(String tenantId) {
        try {
            erasePeers(tenantId);
            eraseParts(tenantId);
            finish(tenantId);
            meters.counter("waypost.config.purges", "outcome", "done").increment();
        } catch (Lost e) {
            meters.counter("waypost.config.purges", "outcome", "lost").increment();
        } catch (Fault e) {
            String cause = e.reason() + " " + e.metadata().getOrDefault("service", "");
            store.putOff(tenantId, owner, cause.strip(), settings.retry());
            meters.counter("waypost.config.purges", "outcome", "put_off").increment();
            WideEvent.warning("tenant.purge_put_off")
                    .with("tenant_id", tenantId)
                    .with("cause", cause.strip())
                    .emit();
        }
    }

    private void erasePeers(String tenantId) {
        long round;
        do {
            round = 0;
            for (String service : PeerPurgeApi.SERVICES) {
                round += erasePeer(service, tenantId);
            }
        } while (round > 0);
    }

    private long erasePeer(String service, String tenantId) {
        long rows = 0;
        TenantRows.Erased erased;
        do {
            try {
                erased = peers.erase(service, tenantId);
            } catch (Fault e) {
                throw e.with("service", service);
            }
            rows += erased.rows();
            renew(tenantId, erased.rows());
        } while (!erased.done());
        return rows;
    }

    private void eraseParts(String tenantId) {
        TenantRows.Erased erased;
        do {
            erased = erasure.erasePart(tenantId, settings.batchSize());
            renew(tenantId, erased.rows());
        } while (!erased.done());
        int answers;
        do {
            answers = erasure.eraseAnswers(tenantId, settings.batchSize());
            renew(tenantId, answers);
        } while (answers == settings.batchSize());
    }

    private void finish(String tenantId) {
        commits.background(ACTOR, "", change -> {
            long before = store.end(change.sql(), tenantId, owner).orElseThrow(Lost::new);
            var touched = new TreeSet<>(erasure.neighbours(change.sql(), tenantId));
            touched.addAll(erasure.guests(change.sql(), tenantId));
            touched.add(tenantId);
            change.touchAll(new ArrayList<>(touched));
            for (String keyId : erasure.eraseKeys(change.sql(), tenantId)) {
                change.audit("api_key.deleted", "api_key/" + keyId, tenantId, null, null);
            }
            long rows = before + erasure.eraseRest(change.sql(), tenantId);
            change.audit("tenant.purged", "tenant/" + tenantId, tenantId, null, null);
            WideEvent.of("tenant.purged")
                    .with("tenant_id", tenantId)
                    .with("rows", rows)
                    .emit();
            return rows;
        });
    }

    private void renew(String tenantId, long erasedRows) {
        if (!store.renew(tenantId, owner, settings.lease(), erasedRows)) {
            throw new Lost();
        }
    }
}
