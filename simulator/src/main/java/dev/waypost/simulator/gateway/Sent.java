package dev.waypost.simulator.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.fault.ReceiptFault;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A message that a gateway accepted.
///
/// @param id WhatsApp's own id of it
/// @param chat where it went, with its server: `4915…@s.whatsapp.net`
/// @param type as the ledger names it
/// @param body what was asked for
/// @param correlationId an id that the caller chose
record Sent(
        String id,
        String chat,
        String type,
        ObjectNode body,
        Instant time,
        @Nullable String correlationId,
        ReceiptFault fault) {

    String digits() {
        return chat.substring(0, chat.indexOf('@'));
    }

    boolean toGroup() {
        return chat.endsWith("@g.us");
    }
}
