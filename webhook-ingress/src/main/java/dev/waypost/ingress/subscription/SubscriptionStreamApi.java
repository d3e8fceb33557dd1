package dev.waypost.ingress.subscription;

import com.google.protobuf.ByteString;
import dev.waypost.configclient.Project;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.ingress.delivery.Body;
import dev.waypost.ingress.delivery.Contents;
import dev.waypost.ingress.event.EventRow;
import dev.waypost.ingress.inspect.EventApi;
import dev.waypost.lanes.RetryPolicy;
import dev.waypost.platform.crypto.SealBroken;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.id.Ids;
import dev.waypost.platform.telemetry.Traces;
import dev.waypost.proto.ingress.v1.Acknowledgement;
import dev.waypost.proto.ingress.v1.OpenSubscription;
import dev.waypost.proto.ingress.v1.SubscribeRequest;
import dev.waypost.proto.ingress.v1.SubscribeResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One stream: hands over what waits for the project, in order within each conversation, and settles what is
/// acknowledged.
///
/// No more is under way than the subscriber asked for, and nothing is handed to one that does not read.
final class SubscriptionStreamApi implements StreamObserver<SubscribeRequest> {
    /// Only says that it is worth a look.
    private static final Acknowledgement LOOK = Acknowledgement.getDefaultInstance();

    /// Rows in memory for each that may be under way: those behind a head that is.
    private static final int BEHIND = 4;

    private final Subscriptions around;
    private final ServerCallStreamObserver<SubscribeResponse> call;
    private final LinkedBlockingQueue<Acknowledgement> said = new LinkedBlockingQueue<>();
    private final Backlog backlog = new Backlog();
    private final String owner = Ids.next("sub");
    private final @Nullable String trace = Traces.currentTraceparent();
    private final RandomGenerator random = RandomGenerator.getDefault();
    private volatile boolean opened;
    private volatile boolean gone;
    private volatile boolean closing;
    private String tenantId = "";
    private String projectId = "";
    private String after = "";
    private int most;
    private long renewAt;

    SubscriptionStreamApi(Subscriptions around, StreamObserver<SubscribeResponse> observer) {
        this.around = around;
        this.call = (ServerCallStreamObserver<SubscribeResponse>) observer;
        call.disableAutoRequest();
        call.setOnReadyHandler(() -> said.add(LOOK));
        call.setOnCancelHandler(this::leave);
        call.request(1);
    }

    @Override
    public void onNext(SubscribeRequest request) {
        if (request.hasOpen() == opened) {
            throw Fault.of(Reason.FIELD_INVALID)
                    .violation("action", "value: " + request.getActionCase() + " (expected: open first, and once)");
        }
        if (opened) {
            said.add(request.getAcknowledgement());
        } else {
            open(request.getTenantId(), request.getOpen());
        }
    }

    private void open(String tenant, OpenSubscription open) {
        if (tenant.isEmpty()) {
            throw Fault.of(Reason.FIELD_INVALID).violation("tenant_id", "value: none (expected: the project's tenant)");
        }
        tenantId = tenant;
        projectId = open.getProjectId();
        after = open.getAfterEventId();
        most = open.getMaxInFlight() == 0 ? around.settings().inFlight() : open.getMaxInFlight();
        project(around.tenants().get(tenantId));
        opened = true;
        // As many acknowledgements on their way as there may be deliveries.
        call.request(most);
        Thread.ofVirtual().name("subscription").start(this::run);
    }

    /// @throws Fault when the project is none that subscribes
    private Project project(TenantSnapshot tenant) {
        Project project = tenant.projects().stream()
                .filter(one -> one.projectId().equals(projectId))
                .findFirst()
                .orElseThrow(() -> Fault.of(Reason.PROJECT_NOT_FOUND).with("project_id", projectId));
        if (!project.url().isEmpty()) {
            throw Fault.of(Reason.FIELD_INVALID)
                    .violation("open.project_id", "value: " + projectId + " (expected: a project without url)");
        }
        return project;
    }

    @Override
    public void onError(Throwable failure) {
        leave();
    }

    @Override
    public void onCompleted() {
        leave();
        if (!opened) {
            call.onCompleted();
        }
    }

    private void leave() {
        gone = true;
        said.add(LOOK);
    }

    /// The process stops: the subscriber finds another one.
    void close() {
        closing = true;
        leave();
    }

    private void run() {
        around.began(this);
        try {
            if (held()) {
                if (!after.isEmpty()) {
                    around.rewind().rewind(tenantId, projectId, after, this::keeps);
                }
                while (keeps()) {
                    settle();
                    if (!hand()) {
                        await();
                    }
                }
                // What was acknowledged before the end counts.
                settle();
            }
            end(closing ? Fault.of(Reason.SHUTTING_DOWN) : null);
        } catch (RuntimeException broken) {
            end(
                    broken instanceof Fault fault
                            ? fault
                            : Fault.of(Reason.INTERNAL).because(broken));
        } catch (InterruptedException stopped) {
            end(Fault.of(Reason.SHUTTING_DOWN));
        } finally {
            around.ended(this);
            letGo();
        }
    }

    private void letGo() {
        try {
            around.store().letGo(tenantId, projectId, owner);
        } catch (Fault away) {
            // The lease ends by itself.
            return;
        }
    }

    private void end(@Nullable Fault why) {
        if (call.isCancelled()) {
            return;
        }
        if (why == null) {
            call.onCompleted();
        } else {
            call.onError(FaultStatus.toStatus(why, trace == null ? "" : Traces.traceIdOf(trace)));
        }
    }

    /// Waits until no other stream has the project.
    private boolean held() throws InterruptedException {
        while (!gone) {
            if (around.store()
                    .hold(tenantId, projectId, owner, around.settings().lease())) {
                renewAt = System.nanoTime() + around.settings().lease().toNanos() / 3;
                return true;
            }
            await();
        }
        return false;
    }

    /// @throws Fault when another stream took over, while this one was away for too long
    private boolean keeps() {
        if (!gone && System.nanoTime() - renewAt > 0) {
            if (!around.store()
                    .hold(tenantId, projectId, owner, around.settings().lease())) {
                throw Fault.of(Reason.CANCELLED).detail("Another stream hands this project its events now.");
            }
            renewAt = System.nanoTime() + around.settings().lease().toNanos() / 3;
        }
        return !gone;
    }

    private void await() throws InterruptedException {
        Acknowledgement first = said.poll(around.settings().poll().toMillis(), TimeUnit.MILLISECONDS);
        if (first != null && !first.getDeliveryId().isEmpty()) {
            settle(first);
        }
    }

    private void settle() {
        settle(LOOK);
    }

    private void settle(Acknowledgement first) {
        var all = new ArrayList<Acknowledgement>();
        all.add(first);
        said.drainTo(all);
        all.removeIf(one -> one.getDeliveryId().isEmpty());
        if (all.isEmpty()) {
            return;
        }
        call.request(all.size());
        TenantSnapshot tenant = around.tenants().get(tenantId);
        Project project = project(tenant);
        var settled = new ArrayList<Settled>();
        var changes = new ArrayList<Runnable>();
        for (Acknowledgement one : all) {
            Optional<Waiting> row = backlog.said(one.getDeliveryId());
            row.ifPresent(waiting -> settle(tenant, project, one, waiting, settled, changes));
        }
        if (!settled.isEmpty()) {
            around.store().settle(settled);
            changes.forEach(Runnable::run);
        }
    }

    private void settle(
            TenantSnapshot tenant,
            Project project,
            Acknowledgement one,
            Waiting row,
            List<Settled> settled,
            List<Runnable> changes) {
        around.count(one.getAccepted());
        if (one.getAccepted()) {
            settled.add(settled(row, Settled.Verdict.DONE, null));
            changes.add(() -> backlog.gone(row));
            return;
        }
        String policy = project.whenBlocked().isEmpty() ? tenant.policy().whenBlocked() : project.whenBlocked();
        switch (around.retries(tenant).decide(row.attempts() + 1, Optional.empty(), random)) {
            case RetryPolicy.Decision.Again again -> {
                settled.add(settled(row, Settled.Verdict.AGAIN, null));
                long at = System.nanoTime() + again.after().toNanos();
                changes.add(() -> {
                    if (policy.equals("SKIP")) {
                        backlog.aside(row, at);
                    } else {
                        backlog.again(row, at);
                    }
                });
            }
            case RetryPolicy.Decision.Exhausted exhausted
            when policy.equals("STRICT") -> {
                settled.add(settled(row, Settled.Verdict.AGAIN, null));
                long at = System.nanoTime() + around.longestPause().toNanos();
                changes.add(() -> backlog.again(row, at));
            }
            case RetryPolicy.Decision.Exhausted exhausted -> {
                settled.add(settled(row, Settled.Verdict.DEAD, "refused"));
                changes.add(() -> backlog.gone(row));
            }
        }
    }

    private Settled settled(Waiting row, Settled.Verdict verdict, @Nullable String cause) {
        return new Settled(tenantId, projectId, row.delivery().deliveryId(), verdict, cause);
    }

    /// False when there is nothing to hand over now, or nobody to take it.
    private boolean hand() {
        int room = most - backlog.underWay();
        TenantSnapshot tenant = around.tenants().get(tenantId);
        if (room <= 0 || !call.isReady() || !project(tenant).active()) {
            return false;
        }
        int unknown = BEHIND * most - backlog.known().size();
        if (unknown > 0) {
            backlog.add(around.store().read(tenantId, projectId, backlog.known(), Math.min(unknown, BEHIND * room)));
        }
        List<Waiting> next = backlog.next(room, System.nanoTime());
        if (next.isEmpty()) {
            return false;
        }
        Map<String, EventRow> events = around.events()
                .rows(
                        tenantId,
                        next.stream().map(row -> row.delivery().eventId()).toList());
        var missing = new ArrayList<Settled>();
        for (Waiting row : next) {
            @Nullable EventRow event = events.get(row.delivery().eventId());
            Optional<Body> content = Optional.empty();
            String lacking = event == null ? "event_missing" : "body_missing";
            try {
                content = around.contents().of(tenant, row.delivery());
            } catch (SealBroken unreadable) {
                lacking = Contents.UNREADABLE;
            }
            if (event == null || content.isEmpty()) {
                missing.add(settled(row, Settled.Verdict.DEAD, lacking));
                backlog.said(row.delivery().deliveryId()).ifPresent(backlog::gone);
            } else {
                call.onNext(message(row, event, content.get()));
            }
        }
        if (!missing.isEmpty()) {
            around.store().settle(missing);
        }
        return true;
    }

    private static SubscribeResponse message(Waiting row, EventRow event, Body content) {
        var message = SubscribeResponse.newBuilder()
                .setDeliveryId(row.delivery().deliveryId())
                .setEvent(EventApi.message(event)
                        .setContentType(content.contentType() == null ? "" : content.contentType())
                        .setPayload(ByteString.copyFrom(content.bytes())))
                .setAttempt(row.attempts() + 1);
        if (row.delivery().traceparent() != null) {
            message.setTraceparent(row.delivery().traceparent());
        }
        return message.build();
    }
}
