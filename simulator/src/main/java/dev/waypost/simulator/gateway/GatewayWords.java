package dev.waypost.simulator.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.fault.ReceiptName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// How one gateway writes its webhooks.
interface GatewayWords {

    /// What became of a message; empty for what this gateway tells nobody.
    Optional<ObjectNode> receipt(GatewaySession session, Sent message, ReceiptName name, Instant at);

    /// What a user wrote.
    ObjectNode inbound(GatewaySession session, GatewayInbound inbound, String id, Instant at);

    /// A change of the session's state; empty for a gateway that tells nobody.
    Optional<ObjectNode> status(GatewaySession session, Instant at);

    /// What goes with a body: its type, and what proves where it is from.
    Map<String, String> headers(GatewayAccount account, byte[] body, Instant at);

    /// The wait before the next try; empty when it gives up.
    Optional<Duration> again(int failures, int status);
}
