package dev.waypost.simulator.meta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.fault.ReceiptFault;
import dev.waypost.simulator.http.Digest;
import dev.waypost.simulator.http.HttpAnswer;
import dev.waypost.simulator.http.Json;
import dev.waypost.simulator.ledger.Ledger;
import dev.waypost.simulator.ledger.LedgerEntry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// Takes what a business sends: checks it, writes it into the ledger, and has its receipts told.
final class Messages {
    private final Ledger ledger;
    private final Receipts receipts;
    private final InstantSource clock;
    private final RandomGenerator random;

    Messages(Ledger ledger, Receipts receipts, InstantSource clock, RandomGenerator random) {
        this.ledger = ledger;
        this.receipts = receipts;
        this.clock = clock;
        this.random = random;
    }

    HttpAnswer take(MetaAccount account, ObjectNode body, ReceiptFault fault) {
        return switch (OrderPolicy.read(body)) {
            case Order.Refused refused -> refused.error().answer();
            case Order.MarkRead read -> HttpAnswer.json(200, Json.object().put("success", true));
            case Order.Send send -> accept(account, body, send, fault);
        };
    }

    private HttpAnswer accept(MetaAccount account, ObjectNode body, Order.Send send, ReceiptFault fault) {
        String waId = send.waId();
        String user = waId == null ? send.input() : waId;
        Instant now = clock.instant();
        String id = Wamid.fromBusiness(random, user);
        ledger.add(new LedgerEntry(
                "META", account.phoneNumberId(), id, user, send.type(), digest(body), now, send.correlationId()));
        receipts.tell(account, new Receipts.Accepted(id, send, now), fault);

        ObjectNode answer = Json.object().put("messaging_product", "whatsapp");
        ObjectNode contact = answer.putArray("contacts").addObject().put("input", send.input());
        if (waId != null) {
            contact.put("wa_id", waId);
        } else {
            contact.put("user_id", send.userId());
        }
        ObjectNode message = answer.putArray("messages").addObject().put("id", id);
        if (send.type().equals("template")) {
            message.put("message_status", "accepted");
        }
        return HttpAnswer.json(200, answer);
    }

    private static String digest(ObjectNode body) {
        ObjectNode content = body.deepCopy();
        content.remove("biz_opaque_callback_data");
        return Digest.hex(Json.canonical(content));
    }
}
