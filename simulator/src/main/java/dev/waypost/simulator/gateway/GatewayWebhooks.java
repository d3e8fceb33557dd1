package dev.waypost.simulator.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.fault.ReceiptPolicy;
import dev.waypost.simulator.gateway.GatewayAccount.Gateway;
import dev.waypost.simulator.http.Json;
import dev.waypost.simulator.webhook.Subscriber;
import dev.waypost.simulator.webhook.WebhookSender;
import dev.waypost.simulator.webhook.WebhookSettings;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Sends the webhooks of gateways, signed and repeated as each of them does it.
public final class GatewayWebhooks {
    private final GatewaySessions sessions;
    private final WebhookSender sender;
    private final WebhookSettings settings;
    private final InstantSource clock;

    public GatewayWebhooks(
            GatewaySessions sessions, WebhookSender sender, WebhookSettings settings, InstantSource clock) {
        this.sessions = sessions;
        this.sender = sender;
        this.settings = settings;
        this.clock = clock;
    }

    void tell(GatewaySession session, Sent message) {
        GatewayAccount account = session.account();
        if (account.webhookUrl() == null) {
            return;
        }
        GatewayWords words = GatewayMessages.words(account.gateway());
        Duration pace = ReceiptPolicy.gap(message.fault(), settings.gap());
        List<ReceiptPolicy.Step> steps = ReceiptPolicy.steps(account.statuses(), message.fault(), pace);
        Subscriber subscriber = subscriber(account);
        WebhookSender.Tally made = sender.tally();
        sender.start(() -> {
            for (ReceiptPolicy.Step step : steps) {
                Thread.sleep(pace);
                Instant at = message.time().plus(step.at());
                Optional<ObjectNode> body = words.receipt(session, message, step.name(), at);
                if (body.isPresent()) {
                    sender.post(subscriber, Json.bytes(body.get()), made);
                }
            }
        });
    }

    void inbound(GatewaySession session, GatewayInbound inbound, String id, Instant at) {
        GatewayAccount account = session.account();
        byte[] body = Json.bytes(GatewayMessages.words(account.gateway()).inbound(session, inbound, id, at));
        WebhookSender.Tally made = sender.tally();
        Subscriber subscriber = subscriber(account);
        sender.start(() -> {
            for (int copy = 0; copy < inbound.copies(); copy++) {
                sender.post(subscriber, body, made);
            }
        });
    }

    void status(GatewaySession session, Instant at) {
        GatewayAccount account = session.account();
        Optional<ObjectNode> body = GatewayMessages.words(account.gateway()).status(session, at);
        if (body.isPresent() && account.webhookUrl() != null) {
            WebhookSender.Tally made = sender.tally();
            Subscriber subscriber = subscriber(account);
            sender.start(() -> sender.post(subscriber, Json.bytes(body.get()), made));
        }
    }

    private Subscriber subscriber(GatewayAccount account) {
        return new OfSession(account.gateway(), account.session());
    }

    /// Whoever gets the webhooks of one session.
    private final class OfSession implements Subscriber {
        private final Gateway gateway;
        private final String session;

        OfSession(Gateway gateway, String session) {
            this.gateway = gateway;
            this.session = session;
        }

        @Override
        public Optional<Letter> letter(byte[] body) {
            return sessions.find(gateway, session).map(GatewaySession::account).flatMap(account -> {
                URI url = account.webhookUrl();
                return url == null
                        ? Optional.empty()
                        : Optional.of(new Letter(
                                url, GatewayMessages.words(gateway).headers(account, body, clock.instant())));
            });
        }

        @Override
        public boolean taken(int status) {
            return status >= 200 && status < 300;
        }

        @Override
        public Optional<Duration> again(int failures, int status) {
            return GatewayMessages.words(gateway).again(failures, status).map(settings::scaled);
        }
    }
}
