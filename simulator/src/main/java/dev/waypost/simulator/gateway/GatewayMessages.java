package dev.waypost.simulator.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.fault.ReceiptFault;
import dev.waypost.simulator.gateway.GatewayAccount.Gateway;
import dev.waypost.simulator.http.Digest;
import dev.waypost.simulator.http.Json;
import dev.waypost.simulator.ledger.Ledger;
import dev.waypost.simulator.ledger.LedgerEntry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Writes accepted messages into the ledger, has their receipts told, and makes users write.
public final class GatewayMessages {
    private final Ledger ledger;
    private final GatewayWebhooks webhooks;
    private final InstantSource clock;
    private final RandomGenerator random;

    public GatewayMessages(Ledger ledger, GatewayWebhooks webhooks, InstantSource clock, RandomGenerator random) {
        this.ledger = ledger;
        this.webhooks = webhooks;
        this.clock = clock;
        this.random = random;
    }

    /// @param chosenId the caller's id for the message; null lets the gateway choose
    Sent accept(
            GatewaySession session,
            String type,
            String chat,
            ObjectNode body,
            @Nullable String chosenId,
            ReceiptFault fault) {
        GatewayAccount account = session.account();
        Instant now = clock.instant();
        String id = chosenId == null ? newId() : chosenId;
        Sent sent = new Sent(id, chat, type, body, now, chosenId, fault);
        ObjectNode content = body.deepCopy();
        content.remove("id");
        ledger.add(new LedgerEntry(
                account.gateway().name(),
                account.session(),
                id,
                sent.toGroup() ? chat : sent.digits(),
                type,
                Digest.hex(Json.canonical(content)),
                now,
                chosenId));
        webhooks.tell(session, sent);
        return sent;
    }

    /// @return the id of the message, as WhatsApp has it
    public String write(GatewaySession session, GatewayInbound inbound) {
        String id = newId();
        webhooks.inbound(session, inbound, id, clock.instant());
        return id;
    }

    /// Says that the session's state changed.
    public void statusChanged(GatewaySession session) {
        webhooks.status(session, clock.instant());
    }

    Instant now() {
        return clock.instant();
    }

    String newId() {
        StringBuilder id = new StringBuilder("3EB0");
        for (int i = 0; i < 18; i++) {
            id.append(Character.forDigit(random.nextInt(16), 16));
        }
        return id.toString().toUpperCase(Locale.ROOT);
    }

    static GatewayWords words(Gateway gateway) {
        return switch (gateway) {
            case WAHA -> new WahaWords();
            case GOWA -> new GowaWords();
            case EVOLUTION -> new EvolutionWords();
        };
    }
}
