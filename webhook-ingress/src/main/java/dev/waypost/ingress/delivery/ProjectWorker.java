package dev.waypost.ingress.delivery;

import dev.waypost.configclient.Project;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.lanes.Destinations;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.work.Loops;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lets parked deliveries go on whose project takes them again, and has projects switched off that take nothing.
///
/// It looks at what is, not at what changed: nothing that is missed stays parked.
@Singleton
public class ProjectWorker implements AutoCloseable {
    private static final int FASTER = 4;

    private final ParkedStore parked;
    private final FailingProjectStore failing;
    private final Failures failures;
    private final TenantSnapshots tenants;
    private final ProjectSwitch projects;
    private final Deliveries deliveries;
    private final Destinations destinations;
    private final ProjectSettings settings;
    private Map<ParkedStore.Queue, Integer> releasing = new HashMap<>();
    private final Loops loops = new Loops();

    ProjectWorker(
            ParkedStore parked,
            FailingProjectStore failing,
            Failures failures,
            TenantSnapshots tenants,
            ProjectSwitch projects,
            Deliveries deliveries,
            Destinations destinations,
            ProjectSettings settings) {
        this.parked = parked;
        this.failing = failing;
        this.failures = failures;
        this.tenants = tenants;
        this.projects = projects;
        this.deliveries = deliveries;
        this.destinations = destinations;
        this.settings = settings;
    }

    public void start() {
        loops.every("parked", settings.releaseEvery(), this::release);
        loops.every("failing", settings.noteEvery(), this::note);
    }

    /// One turn: some of each project that takes them, more with every turn.
    public synchronized void release() {
        var next = new HashMap<ParkedStore.Queue, Integer>();
        for (ParkedStore.Queue queue : parked.queues()) {
            try {
                release(queue, next);
            } catch (RuntimeException later) {
                // Trouble with one project holds up no other one.
                WideEvent.warning("project.not_released")
                        .with("tenant_id", queue.tenantId())
                        .with("project_id", queue.projectId())
                        .with(
                                "reason",
                                later instanceof Fault fault
                                        ? fault.reason().name()
                                        : later.getClass().getSimpleName())
                        .emit();
            }
        }
        releasing = next;
    }

    private void release(ParkedStore.Queue queue, Map<ParkedStore.Queue, Integer> next) {
        if (!mayGo(queue)) {
            return;
        }
        @Nullable Integer most = releasing.get(queue);
        if (most == null) {
            // Whoever is back is tried with care.
            destinations.doubt(queue.projectId());
            most = settings.releaseFirst();
        }
        int released = parked.release(queue, most);
        next.put(queue, Math.min(settings.releaseMost(), most * FASTER));
        if (released > 0) {
            deliveries.wake();
        }
    }

    /// What has no project any more goes too: it dies of that, and is listed.
    private boolean mayGo(ParkedStore.Queue queue) {
        Optional<TenantSnapshot> tenant = tenants.find(queue.tenantId());
        return tenant.isPresent()
                && project(tenant.get(), queue.projectId())
                        .map(project -> ProjectDelivery.takes(project) && !projects.isOff(project))
                        .orElse(true);
    }

    private static Optional<Project> project(TenantSnapshot tenant, String projectId) {
        return tenant.projects().stream()
                .filter(project -> project.projectId().equals(projectId))
                .findFirst();
    }

    /// Writes down who fails and who works, and has those switched off that failed for too long.
    public void note() {
        failing.note(failures.take());
        if (settings.disableAfter().isZero()) {
            return;
        }
        for (FailingProjectStore.Failing one : failing.since(settings.disableAfter(), settings.disableTries())) {
            try {
                Optional<Project> project =
                        tenants.find(one.tenantId()).flatMap(tenant -> project(tenant, one.projectId()));
                if (project.isEmpty()
                        || !project.get().active()
                        || project.get().revision() != one.revision()
                        || projects.off(one.tenantId(), project.get(), SwitchCause.FAILING)) {
                    failing.forget(one);
                }
            } catch (Fault later) {
                WideEvent.warning("project.not_switched_off")
                        .with("reason", later.reason().name())
                        .emit();
            }
        }
    }

    @Override
    public void close() {
        loops.close();
    }
}
