package dev.waypost.console.alert;

import static dev.waypost.console.alert.AlertShapes.ALERT;
import static dev.waypost.console.alert.AlertShapes.RULE;
import static dev.waypost.console.alert.AlertShapes.SILENCE;

import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Page;
import dev.waypost.console.edge.Peers;
import dev.waypost.console.json.Json;
import dev.waypost.proto.health.v1.AcknowledgeAlertRequest;
import dev.waypost.proto.health.v1.AlertServiceGrpc;
import dev.waypost.proto.health.v1.AlertServiceGrpc.AlertServiceBlockingStub;
import dev.waypost.proto.health.v1.AlertState;
import dev.waypost.proto.health.v1.CreateAlertSilenceRequest;
import dev.waypost.proto.health.v1.DeleteAlertRuleRequest;
import dev.waypost.proto.health.v1.DeleteAlertSilenceRequest;
import dev.waypost.proto.health.v1.ListAlertRulesRequest;
import dev.waypost.proto.health.v1.ListAlertSilencesRequest;
import dev.waypost.proto.health.v1.ListAlertsRequest;
import dev.waypost.proto.health.v1.ListAlertsResponse;
import dev.waypost.proto.health.v1.SetAlertRuleRequest;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.InstantSource;
import java.util.List;

/// What people should look at, and when they are told.
@Controller("/api/whatsapp")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class AlertController {
    private static final List<AlertState> OPEN =
            List.of(AlertState.ALERT_STATE_OPEN, AlertState.ALERT_STATE_ACKNOWLEDGED);

    private final Edge edge;
    private final Peers peers;
    private final InstantSource clock;

    AlertController(Edge edge, Peers peers, InstantSource clock) {
        this.edge = edge;
        this.peers = peers;
        this.clock = clock;
    }

    /// What is open now, in the words of the original metrics API.
    @Get("/metrics/alerts")
    public HttpResponse<byte[]> check(HttpRequest<?> request) {
        return edge.answer(request, ALERT, in -> {
            ListAlertsRequest.Builder asked = in.query(ALERT, ListAlertsRequest.newBuilder());
            if (asked.getStatesCount() == 0) {
                asked.addAllStates(OPEN);
            }
            return listed(alerts(in).listAlerts(asked.build()));
        });
    }

    @Get("/alerts")
    public HttpResponse<byte[]> list(HttpRequest<?> request) {
        return edge.answer(
                request,
                ALERT,
                in -> listed(alerts(in)
                        .listAlerts(
                                in.query(ALERT, ListAlertsRequest.newBuilder()).build())));
    }

    private Answer listed(ListAlertsResponse found) {
        List<?> alerts = found.getAlertsList().stream()
                .map(alert -> ALERT.write(alert).fields())
                .toList();
        return Answer.ok(Json.object()
                .put("success", true)
                .put("count", alerts.size())
                .put("alerts", alerts)
                .put("nextPageToken", found.getNextPageToken())
                .put("timestamp", clock.instant().toString()));
    }

    @Post("/alerts/{alertId}/acknowledge")
    public HttpResponse<byte[]> acknowledge(HttpRequest<byte[]> request, String alertId) {
        return edge.answer(request, ALERT, in -> {
            var asked = in.read(ALERT, AcknowledgeAlertRequest.newBuilder().setAlertId(alertId));
            return Answer.ok(
                    ALERT.write(alerts(in).acknowledgeAlert(asked.build()).getAlert()));
        });
    }

    @Get("/alerts/rules")
    public HttpResponse<byte[]> rules(HttpRequest<?> request) {
        return edge.answer(request, RULE, in -> {
            var found = alerts(in)
                    .listAlertRules(
                            in.query(RULE, ListAlertRulesRequest.newBuilder()).build());
            return Page.of(in, found.getRulesList(), RULE::write, found.getNextPageToken());
        });
    }

    @Put("/alerts/rules/{rule}")
    public HttpResponse<byte[]> setRule(HttpRequest<byte[]> request, String rule) {
        return edge.answer(request, RULE, in -> {
            var asked = in.read(RULE, SetAlertRuleRequest.newBuilder().setRule(rule));
            return Answer.ok(RULE.write(alerts(in).setAlertRule(asked.build()).getRule()));
        });
    }

    @Delete("/alerts/rules/{rule}")
    public HttpResponse<byte[]> deleteRule(HttpRequest<?> request, String rule) {
        return edge.answer(request, RULE, in -> {
            var asked = in.query(RULE, DeleteAlertRuleRequest.newBuilder().setRule(rule));
            return Answer.ok(
                    RULE.write(alerts(in).deleteAlertRule(asked.build()).getRule()));
        });
    }

    @Get("/alerts/silences")
    public HttpResponse<byte[]> silences(HttpRequest<?> request) {
        return edge.answer(request, SILENCE, in -> {
            var found = alerts(in)
                    .listAlertSilences(in.query(SILENCE, ListAlertSilencesRequest.newBuilder())
                            .build());
            return Page.of(in, found.getSilencesList(), SILENCE::write, found.getNextPageToken());
        });
    }

    @Post("/alerts/silences")
    public HttpResponse<byte[]> silence(HttpRequest<byte[]> request) {
        return edge.answer(request, SILENCE, in -> {
            var asked = in.read(SILENCE, CreateAlertSilenceRequest.newBuilder());
            return Answer.created(
                    SILENCE.write(alerts(in).createAlertSilence(asked.build()).getSilence()));
        });
    }

    @Delete("/alerts/silences/{silenceId}")
    public HttpResponse<byte[]> unsilence(HttpRequest<?> request, String silenceId) {
        return edge.answer(request, SILENCE, in -> {
            var asked = in.query(SILENCE, DeleteAlertSilenceRequest.newBuilder().setSilenceId(silenceId));
            alerts(in).deleteAlertSilence(asked.build());
            return Answer.noContent();
        });
    }

    private AlertServiceBlockingStub alerts(Incoming in) {
        return peers.health(in, AlertServiceGrpc::newBlockingStub);
    }
}
