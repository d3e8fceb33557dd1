package dev.waypost.console.inbound;

import static dev.waypost.console.inbound.InboundShapes.EVENT;

import com.google.protobuf.ByteString;
import dev.waypost.console.json.Json;
import dev.waypost.proto.ingress.v1.Event;
import java.util.Base64;

/// Writes an event: what the provider sent stands in it byte for byte.
final class EventJson {
    private EventJson() {}

    static Json of(Event event) {
        Json json = EVENT.write(event);
        ByteString payload = event.getPayload();
        return payload.isValidUtf8()
                ? json.put("payload", payload.toStringUtf8())
                : json.put("payloadBase64", Base64.getEncoder().encodeToString(payload.toByteArray()));
    }
}
