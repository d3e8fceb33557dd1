package dev.waypost.ingress.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.waypost.ingress.event.SingleEvent;
import dev.waypost.providers.CallbackMark;
import dev.waypost.providers.InboundEvent;
import dev.waypost.providers.ProviderKind;
import dev.waypost.providers.WebhookFormat;
import dev.waypost.providers.meta.MetaPart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One event as JSON, in words that are the same for all providers. `docs/events.md` describes it; fields are added to
/// it and never change their meaning.
final class EventDocument {
    private static final int VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private EventDocument() {}

    /// @param received the body that the event came in; goes along cut to this event, byte for byte
    static byte[] write(SingleEvent event, ProviderKind provider, byte[] received) {
        ObjectNode document = JSON.createObjectNode()
                .put("version", VERSION)
                .put("event_id", event.eventId())
                .put("tenant_id", event.tenantId())
                .put("endpoint_id", event.endpointId())
                .put("provider", provider.name())
                // As in the contract, so that a filter and what it lets through have one word.
                .put("kind", event.kind().equals("OTHER") ? "RAW" : event.kind())
                .put("type", event.type());
        put(document, "phone_number_id", event.phoneNumberId());
        put(document, "user", event.user());
        put(document, "provider_message_id", event.providerMessageId());
        put(document, "reply_to", event.replyTo());
        put(
                document,
                "message_id",
                CallbackMark.parse(event.callbackData())
                        .map(CallbackMark::messageId)
                        .orElse(null));
        put(document, "status", event.status());
        if (event.errorCode() != null || event.errorTitle() != null) {
            ObjectNode error = document.putObject("error");
            put(error, "code", event.errorCode());
            put(error, "title", event.errorTitle());
        }
        put(
                document,
                "provider_time",
                event.providerTime() == null ? null : event.providerTime().toString());
        document.put("receive_time", event.receivedAt().toString());
        raw(document, cut(event, provider, received));
        try {
            return JSON.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts can be written", e);
        }
    }

    private static byte[] cut(SingleEvent event, ProviderKind provider, byte[] received) {
        List<InboundEvent> all = WebhookFormat.of(provider).decoder().decode(received);
        Optional<InboundEvent> own = all.stream()
                .filter(one -> one.dedupeKey().equals(event.dedupeKey()))
                .findFirst();
        return all.size() == 1 || own.isEmpty() ? received : MetaPart.of(received, List.of(own.get()));
    }

    private static void raw(ObjectNode document, byte[] raw) {
        try {
            JSON.readTree(raw);
            document.putRawValue("raw", new RawValue(new String(raw, StandardCharsets.UTF_8)));
        } catch (IOException notJson) {
            document.put("raw_base64", Base64.getEncoder().encodeToString(raw));
        }
    }

    private static void put(ObjectNode document, String name, @Nullable String value) {
        if (value != null) {
            document.put(name, value);
        }
    }
}
