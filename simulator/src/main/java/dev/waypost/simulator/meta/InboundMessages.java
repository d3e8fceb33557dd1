package dev.waypost.simulator.meta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.http.Json;
import dev.waypost.simulator.webhook.Subscriber;
import dev.waypost.simulator.webhook.WebhookSender;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// Makes users write: each message becomes a signed webhook to the business.
public final class InboundMessages {
    private final WebhookSender sender;
    private final MetaSubscriber.Directory subscribers;
    private final InstantSource clock;
    private final RandomGenerator random;

    public InboundMessages(
            WebhookSender sender, MetaSubscriber.Directory subscribers, InstantSource clock, RandomGenerator random) {
        this.sender = sender;
        this.subscribers = subscribers;
        this.clock = clock;
        this.random = random;
    }

    /// @return the id of the message
    public String write(MetaAccount account, Inbound inbound) {
        String from = inbound.from();
        String user = from == null ? String.valueOf(inbound.userId()) : from;
        String id = Wamid.fromUser(random, user);
        ObjectNode value = WebhookBody.value(account);
        contact(value, inbound);
        ObjectNode message = value.putArray("messages").addObject();
        String replyTo = inbound.replyTo();
        if (replyTo != null) {
            message.putObject("context")
                    .put("from", account.displayPhoneNumber())
                    .put("id", replyTo);
        }
        if (from != null) {
            message.put("from", from);
        }
        if (inbound.userId() != null) {
            message.put("from_user_id", inbound.userId());
        }
        message.put("id", id).put("timestamp", String.valueOf(clock.instant().getEpochSecond()));
        message.setAll(inbound.content());
        byte[] body = WebhookBody.of(account, value);
        WebhookSender.Tally made = sender.tally();
        Subscriber subscriber = subscribers.of(account);
        sender.start(() -> {
            for (int copy = 0; copy < inbound.copies(); copy++) {
                sender.post(subscriber, body, made);
            }
        });
        return id;
    }

    private static void contact(ObjectNode value, Inbound inbound) {
        ObjectNode contact = value.putArray("contacts").addObject();
        ObjectNode profile = Json.object();
        if (inbound.name() != null) {
            profile.put("name", inbound.name());
        }
        contact.set("profile", profile);
        if (inbound.from() != null) {
            contact.put("wa_id", inbound.from());
        }
        if (inbound.userId() != null) {
            contact.put("user_id", inbound.userId());
        }
    }
}
