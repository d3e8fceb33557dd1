package dev.waypost.providers.meta;

import dev.waypost.providers.ContactCard;
import dev.waypost.providers.Content;
import dev.waypost.providers.JsonFields;
import dev.waypost.providers.OutgoingMessage;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The JSON body of a send, as the Cloud API wants it.
final class MetaBodies {
    private static final Pattern USER_ID = Pattern.compile("[A-Z]{2}\\.(ENT\\.)?[0-9A-Za-z]{1,128}");

    private MetaBodies() {}

    /// @throws IllegalArgumentException for content that the Cloud API does not have
    static Map<String, Object> body(OutgoingMessage message) {
        return switch (message.content()) {
            case Content.ReadMark mark -> read(mark.providerMessageId());
            case Content.Typing typing -> {
                Map<String, Object> body = read(String.valueOf(typing.providerMessageId()));
                body.put("typing_indicator", Map.of("type", "text"));
                yield body;
            }
            default -> message(message);
        };
    }

    private static Map<String, Object> read(String messageId) {
        return JsonFields.of("messaging_product", "whatsapp", "status", "read", "message_id", messageId);
    }

    private static Map<String, Object> message(OutgoingMessage message) {
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

    private static Object content(Content content) {
        return switch (content) {
            case Content.Text text ->
                JsonFields.of("body", text.body(), "preview_url", text.previewUrl() ? true : null);
            case Content.Media media -> media(media);
            case Content.Location place -> place(place);
            case Content.Contacts contacts ->
                contacts.cards().stream().map(MetaBodies::card).toList();
            case Content.Reaction reaction ->
                JsonFields.of("message_id", reaction.providerMessageId(), "emoji", reaction.emoji());
            case Content.Template template ->
                JsonFields.of(
                        "name",
                        template.name(),
                        "language",
                        Map.of("code", template.language()),
                        "components",
                        template.components().isEmpty() ? null : TemplateJson.components(template.components()));
            case Content.Interactive interactive -> InteractiveJson.of(interactive);
            case Content.Poll _, Content.ReadMark _, Content.Typing _ ->
                throw new IllegalArgumentException("the Cloud API has no " + content.type());
        };
    }

    private static Map<String, Object> media(Content.Media media) {
        Map<String, Object> fields = TemplateJson.media(media);
        if (media.caption() != null) {
            fields.put("caption", media.caption());
        }
        if (media.kind() == Content.MediaKind.AUDIO && media.voice()) {
            fields.put("voice", true);
        }
        return fields;
    }

    static Map<String, Object> place(Content.Location place) {
        return JsonFields.of(
                "latitude",
                degrees(place.latitude()),
                "longitude",
                degrees(place.longitude()),
                "name",
                place.name(),
                "address",
                place.address());
    }

    /// Texts, as the specification has them, and without an exponent.
    private static String degrees(double value) {
        return BigDecimal.valueOf(value).toPlainString();
    }

    private static Map<String, Object> card(ContactCard card) {
        String firstName = card.firstName();
        List<Object> phones = card.phones().stream()
                .<Object>map(phone -> Map.of("phone", phone, "type", "WORK", "wa_id", phone.substring(1)))
                .toList();
        List<Object> emails = card.emails().stream()
                .<Object>map(email -> Map.of("email", email, "type", "WORK"))
                .toList();
        List<Object> urls = card.urls().stream()
                .<Object>map(url -> Map.of("url", url, "type", "WORK"))
                .toList();
        return JsonFields.of(
                "name",
                JsonFields.of(
                        "formatted_name",
                        card.formattedName(),
                        // One part beside the whole name is asked for.
                        "first_name",
                        firstName == null ? card.formattedName() : firstName,
                        "last_name",
                        card.lastName()),
                "phones",
                phones.isEmpty() ? null : phones,
                "emails",
                emails.isEmpty() ? null : emails,
                "org",
                card.organization() == null ? null : Map.of("company", card.organization()),
                "urls",
                urls.isEmpty() ? null : urls);
    }
}
