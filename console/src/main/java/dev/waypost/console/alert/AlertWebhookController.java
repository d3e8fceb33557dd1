package dev.waypost.console.alert;

import static dev.waypost.console.alert.AlertShapes.WEBHOOK;

import com.google.protobuf.FieldMask;
import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Page;
import dev.waypost.console.edge.Peers;
import dev.waypost.console.json.Fields;
import dev.waypost.console.json.Json;
import dev.waypost.proto.health.v1.AlertServiceGrpc;
import dev.waypost.proto.health.v1.AlertServiceGrpc.AlertServiceBlockingStub;
import dev.waypost.proto.health.v1.AlertWebhook;
import dev.waypost.proto.health.v1.CreateAlertWebhookRequest;
import dev.waypost.proto.health.v1.DeleteAlertWebhookRequest;
import dev.waypost.proto.health.v1.ListAlertWebhooksRequest;
import dev.waypost.proto.health.v1.RotateAlertWebhookSecretRequest;
import dev.waypost.proto.health.v1.TestAlertWebhookRequest;
import dev.waypost.proto.health.v1.UpdateAlertWebhookRequest;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Map;

/// Where alerts are posted.
@Controller("/api/whatsapp/alerts/webhooks")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class AlertWebhookController {
    private static final Map<String, String> CHANGED =
            Map.of("url", "url", "active", "active", "minSeverity", "min_severity", "rules", "rules");

    private final Edge edge;
    private final Peers peers;

    AlertWebhookController(Edge edge, Peers peers) {
        this.edge = edge;
        this.peers = peers;
    }

    @Get
    public HttpResponse<byte[]> list(HttpRequest<?> request) {
        return edge.answer(request, WEBHOOK, in -> {
            var found = alerts(in)
                    .listAlertWebhooks(in.query(WEBHOOK, ListAlertWebhooksRequest.newBuilder())
                            .build());
            return Page.of(in, found.getWebhooksList(), WEBHOOK::write, found.getNextPageToken());
        });
    }

    @Post
    public HttpResponse<byte[]> create(HttpRequest<byte[]> request) {
        return edge.answer(request, WEBHOOK, in -> {
            var made = alerts(in)
                    .createAlertWebhook(in.read(WEBHOOK, CreateAlertWebhookRequest.newBuilder())
                            .build());
            return Answer.created(withSecret(made.getWebhook(), made.getSecret()));
        });
    }

    @Patch("/{webhookId}")
    public HttpResponse<byte[]> update(HttpRequest<byte[]> request, String webhookId) {
        return edge.answer(request, WEBHOOK, in -> {
            AlertWebhook.Builder webhook = AlertWebhook.newBuilder().setWebhookId(webhookId);
            UpdateAlertWebhookRequest.Builder asked = UpdateAlertWebhookRequest.newBuilder();
            in.change(
                    WEBHOOK,
                    webhook,
                    asked,
                    fields -> asked.setTenantId(webhook.getTenantId())
                            .setWebhook(webhook)
                            .setUpdateMask(mask(fields)));
            return Answer.ok(
                    WEBHOOK.write(alerts(in).updateAlertWebhook(asked.build()).getWebhook()));
        });
    }

    private static FieldMask mask(Fields fields) {
        FieldMask.Builder mask = FieldMask.newBuilder();
        CHANGED.forEach((json, path) -> {
            if (fields.has(json) || fields.isNull(json)) {
                mask.addPaths(path);
            }
        });
        return mask.build();
    }

    @Delete("/{webhookId}")
    public HttpResponse<byte[]> delete(HttpRequest<?> request, String webhookId) {
        return edge.answer(request, WEBHOOK, in -> {
            var asked = in.query(WEBHOOK, DeleteAlertWebhookRequest.newBuilder().setWebhookId(webhookId));
            alerts(in).deleteAlertWebhook(asked.build());
            return Answer.noContent();
        });
    }

    @Post("/{webhookId}/rotate")
    public HttpResponse<byte[]> rotate(HttpRequest<byte[]> request, String webhookId) {
        return edge.answer(request, WEBHOOK, in -> {
            var asked = in.read(
                    WEBHOOK, RotateAlertWebhookSecretRequest.newBuilder().setWebhookId(webhookId));
            var rotated = alerts(in).rotateAlertWebhookSecret(asked.build());
            return Answer.ok(withSecret(rotated.getWebhook(), rotated.getSecret()));
        });
    }

    @Post("/{webhookId}/test")
    public HttpResponse<byte[]> test(HttpRequest<byte[]> request, String webhookId) {
        return edge.answer(request, WEBHOOK, in -> {
            var asked = in.read(WEBHOOK, TestAlertWebhookRequest.newBuilder().setWebhookId(webhookId));
            return Answer.accepted(Json.object()
                    .put(
                            "deliveryId",
                            alerts(in).testAlertWebhook(asked.build()).getDeliveryId()));
        });
    }

    /// A secret that was made here is told this once.
    private static Json withSecret(AlertWebhook webhook, String secret) {
        return WEBHOOK.write(webhook).put("secret", secret);
    }

    private AlertServiceBlockingStub alerts(Incoming in) {
        return peers.health(in, AlertServiceGrpc::newBlockingStub);
    }
}
