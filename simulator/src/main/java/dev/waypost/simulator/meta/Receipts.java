package dev.waypost.simulator.meta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.fault.ReceiptFault;
import dev.waypost.simulator.fault.ReceiptName;
import dev.waypost.simulator.fault.ReceiptPolicy;
import dev.waypost.simulator.http.Digest;
import dev.waypost.simulator.webhook.Subscriber;
import dev.waypost.simulator.webhook.WebhookSender;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells the sender of a message what became of it, by webhook.
final class Receipts {
    private static final int DEFAULT_FAILURE = 131026;

    private final WebhookSender sender;
    private final MetaSubscriber.Directory subscribers;
    private final Duration gap;

    Receipts(WebhookSender sender, MetaSubscriber.Directory subscribers, Duration gap) {
        this.sender = sender;
        this.subscribers = subscribers;
        this.gap = gap;
    }

    /// A message that was accepted.
    record Accepted(String id, Order.Send order, Instant time) {}

    void tell(MetaAccount account, Accepted message, ReceiptFault fault) {
        if (account.webhookUrl() == null) {
            return;
        }
        Duration pace = ReceiptPolicy.gap(fault, gap);
        List<ReceiptPolicy.Step> steps = ReceiptPolicy.steps(account.statuses(), fault, pace);
        WebhookSender.Tally made = sender.tally();
        Subscriber subscriber = subscribers.of(account);
        sender.start(() -> {
            for (ReceiptPolicy.Step step : steps) {
                Thread.sleep(pace);
                sender.post(subscriber, body(account, message, step), made);
            }
        });
    }

    private static byte[] body(MetaAccount account, Accepted message, ReceiptPolicy.Step step) {
        ObjectNode value = WebhookBody.value(account);
        Instant happened = message.time().plus(step.at());
        ObjectNode status = value.putArray("statuses")
                .addObject()
                .put("id", message.id())
                .put("status", step.name().wire())
                .put("timestamp", String.valueOf(happened.getEpochSecond()));
        recipient(status, message.order());
        if (step.name() == ReceiptName.SENT || step.name() == ReceiptName.DELIVERED) {
            price(account, status, message, step.name());
        }
        String correlationId = message.order().correlationId();
        if (correlationId != null) {
            status.put("biz_opaque_callback_data", correlationId);
        }
        if (step.name() == ReceiptName.FAILED) {
            failure(status, step.code());
        }
        return WebhookBody.of(account, value);
    }

    private static void recipient(ObjectNode status, Order.Send order) {
        String waId = order.waId();
        if (waId != null) {
            status.put("recipient_id", waId);
        } else {
            status.put("recipient_user_id", order.userId());
        }
    }

    private static void price(MetaAccount account, ObjectNode status, Accepted message, ReceiptName name) {
        boolean template = message.order().type().equals("template");
        String category = template ? "utility" : "service";
        if (account.showsConversation()) {
            ObjectNode conversation = status.putObject("conversation")
                    .put("id", Digest.hex(message.id()).substring(0, 32));
            if (name == ReceiptName.SENT) {
                long expires = message.time().plus(Duration.ofHours(24)).getEpochSecond();
                conversation.put("expiration_timestamp", String.valueOf(expires));
            }
            conversation.putObject("origin").put("type", category);
        }
        status.putObject("pricing")
                .put("billable", template)
                .put("pricing_model", "PMP")
                .put("category", category)
                .put("type", template ? "regular" : "free_customer_service");
    }

    private static void failure(ObjectNode status, @Nullable Integer given) {
        int code = given == null ? DEFAULT_FAILURE : given;
        String title = MetaErrorCode.of(code).title();
        ObjectNode error = status.putArray("errors").addObject();
        error.put("code", code).put("title", title).put("message", title);
        error.putObject("error_data").put("details", title);
        error.put("href", "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/");
    }
}
