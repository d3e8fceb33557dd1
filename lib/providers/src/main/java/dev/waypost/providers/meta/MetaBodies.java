package dev.waypost.providers.meta;

import dev.waypost.providers.Content;
import dev.waypost.providers.OutgoingMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The JSON body of a send, as the Cloud API wants it.
final class MetaBodies {
    private static final Pattern USER_ID = Pattern.compile("[A-Z]{2}\\.(ENT\\.)?[0-9A-Za-z]{1,128}");

    private MetaBodies() {}

    static Map<String, Object> body(OutgoingMessage message) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("messaging_product", "whatsapp");
        body.put("recipient_type", "individual");
        // A number without its plus gets the business's own country code prepended, so it must keep it.
        body.put(USER_ID.matcher(message.to()).matches() ? "recipient" : "to", message.to());
        body.put("type", message.content().type());
        body.put(message.content().type(), content(message.content()));
        if (message.replyTo() != null) {
            body.put("context", Map.of("message_id", message.replyTo()));
        }
        body.put("biz_opaque_callback_data", message.callback().text());
        return body;
    }

    private static Map<String, Object> content(Content content) {
        return switch (content) {
            case Content.Text text -> fields("body", text.body(), "preview_url", text.previewUrl() ? true : null);
            case Content.Media media ->
                fields(
                        "id",
                        media.mediaId(),
                        "link",
                        media.mediaId() == null ? media.link() : null,
                        "caption",
                        media.caption(),
                        "filename",
                        media.kind() == Content.MediaKind.DOCUMENT ? media.filename() : null);
            case Content.Location place ->
                fields(
                        "latitude",
                        place.latitude(),
                        "longitude",
                        place.longitude(),
                        "name",
                        place.name(),
                        "address",
                        place.address());
            case Content.Reaction reaction ->
                fields("message_id", reaction.providerMessageId(), "emoji", reaction.emoji());
            case Content.Template template ->
                fields(
                        "name",
                        template.name(),
                        "language",
                        Map.of("code", template.language()),
                        "components",
                        components(template.bodyValues()));
        };
    }

    private static @Nullable List<Object> components(List<String> bodyValues) {
        if (bodyValues.isEmpty()) {
            return null;
        }
        List<Object> parameters = bodyValues.stream()
                .<Object>map(value -> Map.of("type", "text", "text", value))
                .toList();
        return List.of(Map.of("type", "body", "parameters", parameters));
    }

    private static Map<String, Object> fields(@Nullable Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            if (value != null) {
                fields.put(String.valueOf(namesAndValues[i]), value);
            }
        }
        return fields;
    }
}
