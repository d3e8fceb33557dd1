package dev.waypost.ingress.replay;

import dev.waypost.configclient.Endpoint;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.configclient.TenantState;
import dev.waypost.ingress.delivery.Deliveries;
import dev.waypost.ingress.delivery.DeliveryChangeStore;
import dev.waypost.ingress.delivery.ProjectDelivery;
import dev.waypost.ingress.delivery.ProjectSwitch;
import dev.waypost.ingress.quarantine.QuarantineWorker;
import dev.waypost.ingress.quarantine.Subject;
import dev.waypost.ingress.user.Users;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.work.Loops;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Goes on with replays, a part of one and then a part of the next, wherever a process died or stopped.
@Singleton
public class ReplayWorker implements AutoCloseable {
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);

    private final ReplayStore store;
    private final PastStore past;
    private final DeliveryChangeStore changes;
    private final Db db;
    private final TenantSnapshots tenants;
    private final ProjectSwitch projects;
    private final Users users;
    private final QuarantineWorker quarantine;
    private final Deliveries deliveries;
    private final ReplaySettings settings;
    private final Loops loops = new Loops();

    ReplayWorker(
            ReplayStore store,
            PastStore past,
            DeliveryChangeStore changes,
            Db db,
            TenantSnapshots tenants,
            ProjectSwitch projects,
            Users users,
            QuarantineWorker quarantine,
            Deliveries deliveries,
            ReplaySettings settings) {
        this.store = store;
        this.past = past;
        this.changes = changes;
        this.db = db;
        this.tenants = tenants;
        this.projects = projects;
        this.users = users;
        this.quarantine = quarantine;
        this.deliveries = deliveries;
        this.settings = settings;
    }

    public void start() {
        loops.every("replay", Duration.ofMillis(250), this::runOnce);
    }

    /// A part of each replay that is due.
    public void runOnce() {
        Optional<Replay> claimed = store.claim(settings.lease());
        while (claimed.isPresent()) {
            step(claimed.get());
            claimed = store.claim(settings.lease());
        }
    }

    private void step(Replay replay) {
        try {
            work(replay);
        } catch (RuntimeException trouble) {
            WideEvent.warning("replay.postponed")
                    .with("tenant_id", replay.filter().tenantId())
                    .with("operation_id", replay.operationId())
                    .with(
                            "reason",
                            trouble instanceof Fault fault
                                    ? fault.reason().name()
                                    : trouble.getClass().getSimpleName())
                    .emit();
            store.giveBack(replay, AFTER_TROUBLE);
        }
    }

    private void work(Replay replay) {
        ReplayFilter filter = replay.filter();
        Optional<TenantSnapshot> found =
                tenants.find(filter.tenantId()).filter(tenant -> tenant.state() != TenantState.DELETING);
        if (found.isEmpty()) {
            store.fail(replay, Reason.TENANT_NOT_FOUND.name());
            return;
        }
        TenantSnapshot tenant = found.get();
        if (filter.projectId() != null
                && tenant.projects().stream().noneMatch(p -> p.projectId().equals(filter.projectId()))) {
            store.fail(replay, Reason.PROJECT_NOT_FOUND.name());
            return;
        }
        if (!replay.begun()) {
            long released = release(tenant);
            store.begin(replay, released, released + past.count(replay));
        }
        List<PastEvent> events = past.events(filter, replay.position(), settings.batch());
        boolean ended = events.size() < settings.batch();
        if (events.isEmpty()) {
            written(replay, replay.position(), new ReplayPlan(List.of(), List.of(), Set.of(), 0), true);
            return;
        }
        ReplayPlan plan = ReplayPlanner.plan(
                tenant,
                filter,
                replay.openBodies(),
                events,
                filter.undeliveredOnly() ? past.before(filter.tenantId(), events) : List.of(),
                conversations(users, filter.tenantId(), events),
                project -> !ProjectDelivery.takes(project) || projects.isOff(project));
        written(replay, events.getLast().eventId(), plan, ended);
    }

    /// What order is kept within, whoever gets the events.
    static Function<PastEvent, String> conversations(Users users, String tenantId, List<PastEvent> events) {
        Map<String, String> keys = users.keysOf(
                tenantId,
                events.stream()
                        .filter(PastEvent::wanted)
                        .flatMap(event -> Optional.ofNullable(event.user()).stream())
                        .collect(Collectors.toSet()));
        return event -> tenantId
                + '|'
                + event.endpointId()
                + '|'
                + (event.user() == null ? "" : keys.getOrDefault(event.user(), event.user()));
    }

    private void written(Replay replay, String position, ReplayPlan plan, boolean ended) {
        String tenantId = replay.filter().tenantId();
        boolean ours = db.tx(sql -> {
            if (!store.advance(sql, replay, position, plan.openBodies(), plan.done(), ended, settings.pause())) {
                return false;
            }
            past.add(sql, tenantId, plan.again());
            if (!plan.redriven().isEmpty()) {
                changes.redrive(sql, tenantId, plan.redriven());
            }
            return true;
        });
        if (ours && plan.again().size() + plan.redriven().size() > 0) {
            deliveries.wake();
        }
        if (ours && ended) {
            WideEvent.of("replay.ended")
                    .with("tenant_id", tenantId)
                    .with("operation_id", replay.operationId())
                    .with("outcome", "succeeded")
                    .emit();
        }
    }

    /// What belonged to nobody and is the tenant's now is delivered as when it comes.
    private long release(TenantSnapshot tenant) {
        Set<Subject> about = new LinkedHashSet<>();
        for (Endpoint endpoint : tenant.endpoints()) {
            if (endpoint.phoneNumberId() != null) {
                about.add(new Subject(endpoint.phoneNumberId(), null, null));
            }
            if (endpoint.wabaId() != null) {
                about.add(new Subject(null, endpoint.wabaId(), null));
            }
            if (endpoint.session() != null) {
                about.add(new Subject(null, null, endpoint.session()));
            }
        }
        tenant.projects().forEach(project -> about.add(new Subject(project.phoneNumberId(), null, null)));
        return about.stream().mapToLong(quarantine::release).sum();
    }

    @Override
    public void close() {
        loops.close();
    }
}
