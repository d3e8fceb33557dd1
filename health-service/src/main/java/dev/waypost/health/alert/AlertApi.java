package dev.waypost.health.alert;

import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.boot.Gate;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.proto.health.v1.AcknowledgeAlertRequest;
import dev.waypost.proto.health.v1.AcknowledgeAlertResponse;
import dev.waypost.proto.health.v1.AlertServiceGrpc.AlertServiceImplBase;
import dev.waypost.proto.health.v1.CreateAlertSilenceRequest;
import dev.waypost.proto.health.v1.CreateAlertSilenceResponse;
import dev.waypost.proto.health.v1.CreateAlertWebhookRequest;
import dev.waypost.proto.health.v1.CreateAlertWebhookResponse;
import dev.waypost.proto.health.v1.DeleteAlertRuleRequest;
import dev.waypost.proto.health.v1.DeleteAlertRuleResponse;
import dev.waypost.proto.health.v1.DeleteAlertSilenceRequest;
import dev.waypost.proto.health.v1.DeleteAlertSilenceResponse;
import dev.waypost.proto.health.v1.DeleteAlertWebhookRequest;
import dev.waypost.proto.health.v1.DeleteAlertWebhookResponse;
import dev.waypost.proto.health.v1.ListAlertRulesRequest;
import dev.waypost.proto.health.v1.ListAlertRulesResponse;
import dev.waypost.proto.health.v1.ListAlertSilencesRequest;
import dev.waypost.proto.health.v1.ListAlertSilencesResponse;
import dev.waypost.proto.health.v1.ListAlertWebhooksRequest;
import dev.waypost.proto.health.v1.ListAlertWebhooksResponse;
import dev.waypost.proto.health.v1.ListAlertsRequest;
import dev.waypost.proto.health.v1.ListAlertsResponse;
import dev.waypost.proto.health.v1.RotateAlertWebhookSecretRequest;
import dev.waypost.proto.health.v1.RotateAlertWebhookSecretResponse;
import dev.waypost.proto.health.v1.SetAlertRuleRequest;
import dev.waypost.proto.health.v1.SetAlertRuleResponse;
import dev.waypost.proto.health.v1.TestAlertWebhookRequest;
import dev.waypost.proto.health.v1.TestAlertWebhookResponse;
import dev.waypost.proto.health.v1.UpdateAlertWebhookRequest;
import dev.waypost.proto.health.v1.UpdateAlertWebhookResponse;
import dev.waypost.proto.health.v1.WatchAlertsRequest;
import dev.waypost.proto.health.v1.WatchAlertsResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// The gRPC face of alerts.
@Singleton
public class AlertApi extends AlertServiceImplBase {
    private static final int MOST_WATCHES = 200;
    private static final int WATCH_PAGE = 200;
    private static final Duration WATCH_PAUSE = Duration.ofMillis(500);
    private static final List<String> OPEN = List.of("OPEN", "ACKNOWLEDGED");

    private final AlertStore store;
    private final Alerts alerts;
    private final RuleApi rules;
    private final WebhookApi webhooks;
    private final AskedApi asked;
    private final AlertSettings settings;
    private final Gate gate;
    private final Semaphore watches = new Semaphore(MOST_WATCHES);

    AlertApi(
            AlertStore store,
            Alerts alerts,
            RuleApi rules,
            WebhookApi webhooks,
            AskedApi asked,
            AlertSettings settings,
            Gate gate) {
        this.store = store;
        this.alerts = alerts;
        this.rules = rules;
        this.webhooks = webhooks;
        this.asked = asked;
        this.settings = settings;
        this.gate = gate;
    }

    @Override
    public void listAlerts(ListAlertsRequest request, StreamObserver<ListAlertsResponse> observer) {
        Set<String> whose = AskedApi.whose(request.getTenantId());
        List<String> states = request.getStatesList().stream()
                .map(state -> state.name().replace("ALERT_STATE_", ""))
                .toList();
        @Nullable Severity least = AlertWire.severity(request.getMinSeverity());
        List<String> severities = Arrays.stream(Severity.values())
                .filter(severity -> least == null || severity.compareTo(least) >= 0)
                .map(Enum::name)
                .toList();
        String filter = whose + "|" + states + "|" + severities;
        String place = AskedApi.place(request.getPageToken(), filter);
        int size = AskedApi.size(request.getPageSize());
        List<Standing> found = store.list(
                whose, states, severities, place.isEmpty() ? Long.MAX_VALUE : Long.parseLong(place), size + 1);
        List<Standing> page = found.subList(0, Math.min(size, found.size()));
        Replies.reply(
                observer,
                ListAlertsResponse.newBuilder()
                        .addAllAlerts(page.stream()
                                .map(alert -> AlertWire.alert(alert, settings))
                                .toList())
                        .setNextPageToken(
                                found.size() > size
                                        ? AskedApi.token(
                                                Long.toString(page.getLast().seq()), filter)
                                        : "")
                        .build());
    }

    @Override
    public void acknowledgeAlert(AcknowledgeAlertRequest request, StreamObserver<AcknowledgeAlertResponse> observer) {
        Replies.reply(
                observer,
                asked.once(
                        request.getTenantId(),
                        request.getRequestId(),
                        request,
                        AcknowledgeAlertResponse.parser(),
                        sql -> AcknowledgeAlertResponse.newBuilder()
                                .setAlert(AlertWire.alert(
                                        alerts.acknowledge(
                                                sql,
                                                request.getTenantId(),
                                                request.getAlertId(),
                                                Caller.current().id(),
                                                request.getComment()),
                                        settings))
                                .build()));
    }

    @Override
    public void watchAlerts(WatchAlertsRequest request, StreamObserver<WatchAlertsResponse> observer) {
        var call = (ServerCallStreamObserver<WatchAlertsResponse>) observer;
        if (!watches.tryAcquire()) {
            throw Fault.of(Reason.QUEUE_FULL).retryAfter(Duration.ofSeconds(10));
        }
        try {
            watch(call, AskedApi.whose(request.getTenantId()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watches.release();
        }
        if (!call.isCancelled()) {
            throw Fault.of(Reason.SHUTTING_DOWN);
        }
    }

    private void watch(ServerCallStreamObserver<WatchAlertsResponse> call, Set<String> whose)
            throws InterruptedException {
        // Asked for before what is open is read: a change in between is told twice and not missed.
        long change = store.lastChange();
        long before = Long.MAX_VALUE;
        List<Standing> open;
        do {
            open = store.list(
                    whose,
                    OPEN,
                    Arrays.stream(Severity.values()).map(Enum::name).toList(),
                    before,
                    WATCH_PAGE);
            for (Standing alert : open) {
                tell(call, alert);
                before = alert.seq();
            }
        } while (open.size() == WATCH_PAGE && awaitReady(call));
        while (awaitReady(call)) {
            List<Standing> changed = store.changedAfter(whose, change, WATCH_PAGE);
            for (Standing alert : changed) {
                tell(call, alert);
                change = alert.change();
            }
            if (changed.size() < WATCH_PAGE) {
                // The table is the only one that knows of changes made by other processes, and it does not call.
                Thread.sleep(WATCH_PAUSE);
            }
        }
    }

    private void tell(ServerCallStreamObserver<WatchAlertsResponse> call, Standing alert) {
        if (!call.isCancelled()) {
            call.onNext(WatchAlertsResponse.newBuilder()
                    .setAlert(AlertWire.alert(alert, settings))
                    .build());
        }
    }

    /// False when nobody listens any more, or the process drains.
    private boolean awaitReady(ServerCallStreamObserver<WatchAlertsResponse> call) throws InterruptedException {
        while (!call.isCancelled() && gate.isOpen()) {
            if (call.isReady()) {
                return true;
            }
            // gRPC would tell of the caller's pace on the thread that this call holds.
            Thread.sleep(WATCH_PAUSE);
        }
        return false;
    }

    @Override
    public void listAlertRules(ListAlertRulesRequest request, StreamObserver<ListAlertRulesResponse> observer) {
        Replies.reply(observer, rules.list(request));
    }

    @Override
    public void setAlertRule(SetAlertRuleRequest request, StreamObserver<SetAlertRuleResponse> observer) {
        Replies.reply(observer, rules.set(request));
    }

    @Override
    public void deleteAlertRule(DeleteAlertRuleRequest request, StreamObserver<DeleteAlertRuleResponse> observer) {
        Replies.reply(observer, rules.delete(request));
    }

    @Override
    public void listAlertSilences(
            ListAlertSilencesRequest request, StreamObserver<ListAlertSilencesResponse> observer) {
        Replies.reply(observer, rules.silences(request));
    }

    @Override
    public void createAlertSilence(
            CreateAlertSilenceRequest request, StreamObserver<CreateAlertSilenceResponse> observer) {
        Replies.reply(observer, rules.silence(request));
    }

    @Override
    public void deleteAlertSilence(
            DeleteAlertSilenceRequest request, StreamObserver<DeleteAlertSilenceResponse> observer) {
        Replies.reply(observer, rules.unsilence(request));
    }

    @Override
    public void listAlertWebhooks(
            ListAlertWebhooksRequest request, StreamObserver<ListAlertWebhooksResponse> observer) {
        Replies.reply(observer, webhooks.list(request));
    }

    @Override
    public void createAlertWebhook(
            CreateAlertWebhookRequest request, StreamObserver<CreateAlertWebhookResponse> observer) {
        Replies.reply(observer, webhooks.create(request));
    }

    @Override
    public void updateAlertWebhook(
            UpdateAlertWebhookRequest request, StreamObserver<UpdateAlertWebhookResponse> observer) {
        Replies.reply(observer, webhooks.update(request));
    }

    @Override
    public void deleteAlertWebhook(
            DeleteAlertWebhookRequest request, StreamObserver<DeleteAlertWebhookResponse> observer) {
        Replies.reply(observer, webhooks.delete(request));
    }

    @Override
    public void rotateAlertWebhookSecret(
            RotateAlertWebhookSecretRequest request, StreamObserver<RotateAlertWebhookSecretResponse> observer) {
        Replies.reply(observer, webhooks.rotate(request));
    }

    @Override
    public void testAlertWebhook(TestAlertWebhookRequest request, StreamObserver<TestAlertWebhookResponse> observer) {
        Replies.reply(observer, webhooks.test(request));
    }
}
