package dev.waypost.providers.evolution;

import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.providers.ChatIds;
import dev.waypost.providers.CheckRun;
import dev.waypost.providers.ContactCard;
import dev.waypost.providers.Content;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.GatewayRequest;
import dev.waypost.providers.GatewaySender;
import dev.waypost.providers.InteractiveAction;
import dev.waypost.providers.InteractiveHeader;
import dev.waypost.providers.JsonFields;
import dev.waypost.providers.MediaSource;
import dev.waypost.providers.MediaTypes;
import dev.waypost.providers.OutgoingMessage;
import dev.waypost.providers.SendOutcome;
import dev.waypost.providers.meta.TemplateJson;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How messages look to Evolution. Where its specification and its code disagree, the code is followed.
public final class EvolutionWords implements GatewaySender.Words {
    private static final Duration TYPING = Duration.ofSeconds(3);
    /// The call lasts as long as the typing is shown.
    private static final Duration LONGEST_TYPING = Duration.ofSeconds(10);

    @Override
    public Map<String, String> headers(EndpointAccess endpoint) {
        return authorised(endpoint);
    }

    static Map<String, String> authorised(EndpointAccess endpoint) {
        String key = endpoint.apiKey().reveal();
        return key.isEmpty() ? Map.of() : Map.of("apikey", key);
    }

    static String instance(EndpointAccess endpoint) {
        return CheckRun.segment(endpoint.session() == null ? "" : endpoint.session());
    }

    @Override
    public String chat(String recipient) {
        return ChatIds.full(recipient, "s.whatsapp.net");
    }

    /// Digits for a user: the full id is taken too, but not by every channel.
    private static String number(String chat) {
        return chat.endsWith("@s.whatsapp.net") ? chat.substring(0, chat.indexOf('@')) : chat;
    }

    @Override
    public SendOutcome outcome(HttpAnswer answer, Content content) {
        return EvolutionErrors.outcome(answer, content);
    }

    @Override
    public GatewayRequest request(EndpointAccess endpoint, OutgoingMessage message, String chat) {
        return switch (message.content()) {
            case Content.Text text ->
                send(endpoint, message, chat, "sendText", "text", text.body(), "linkPreview", text.previewUrl());
            case Content.Media media -> media(endpoint, message, chat, media);
            case Content.Location place ->
                send(
                        endpoint,
                        message,
                        chat,
                        "sendLocation",
                        "latitude",
                        place.latitude(),
                        "longitude",
                        place.longitude(),
                        // Both must be there and say something.
                        "name",
                        place.name() == null ? "." : place.name(),
                        "address",
                        place.address() == null ? "." : place.address());
            case Content.Contacts contacts ->
                send(
                        endpoint,
                        message,
                        chat,
                        "sendContact",
                        "contact",
                        contacts.cards().stream().map(EvolutionWords::card).toList());
            case Content.Poll poll ->
                send(
                        endpoint,
                        message,
                        chat,
                        "sendPoll",
                        "name",
                        poll.question(),
                        "selectableCount",
                        poll.maxChoices(),
                        "values",
                        poll.options());
            case Content.Template template ->
                send(
                        endpoint,
                        message,
                        chat,
                        "sendTemplate",
                        "name",
                        template.name(),
                        "language",
                        template.language(),
                        "components",
                        TemplateJson.components(template.components()));
            case Content.Interactive interactive -> interactive(endpoint, message, chat, interactive);
            case Content.Reaction reaction ->
                GatewayRequest.post(
                        "/message/sendReaction/" + instance(endpoint),
                        JsonFields.of(
                                "key",
                                key(reaction.providerMessageId(), chat, reaction.onOurs()),
                                "reaction",
                                reaction.emoji()));
            case Content.ReadMark mark ->
                GatewayRequest.post(
                        "/chat/markMessageAsRead/" + instance(endpoint),
                        Map.of("readMessages", List.of(key(mark.providerMessageId(), chat, false))));
            case Content.Typing typing ->
                GatewayRequest.post(
                        "/chat/sendPresence/" + instance(endpoint),
                        JsonFields.of(
                                "number", number(chat), "presence", "composing", "delay", millis(typing.duration())));
        };
    }

    private static GatewayRequest send(
            EndpointAccess endpoint, OutgoingMessage message, String chat, String call, @Nullable Object... more) {
        Map<String, Object> body = JsonFields.of(more);
        body.put("number", number(chat));
        if (message.replyTo() != null) {
            body.put("quoted", Map.of("key", Map.of("id", message.replyTo())));
        }
        return GatewayRequest.post("/message/" + call + "/" + instance(endpoint), body);
    }

    private static Map<String, Object> key(String id, String chat, boolean ours) {
        return JsonFields.of("id", id, "remoteJid", chat, "fromMe", ours);
    }

    private static long millis(@Nullable Duration wish) {
        Duration shown = wish == null ? TYPING : wish;
        return Math.min(shown.toMillis(), LONGEST_TYPING.toMillis());
    }

    private static GatewayRequest media(
            EndpointAccess endpoint, OutgoingMessage message, String chat, Content.Media media) {
        String file = switch (media.source()) {
            case MediaSource.Link link -> link.url();
            case MediaSource.Bytes bytes -> Base64.getEncoder().encodeToString(bytes.bytes());
            case MediaSource.ProviderId _, MediaSource.Upload _ ->
                throw new IllegalStateException("refused before: a provider's file");
        };
        if (media.kind() == Content.MediaKind.STICKER) {
            return send(endpoint, message, chat, "sendSticker", "sticker", file);
        }
        if (media.kind() == Content.MediaKind.AUDIO && media.voice()) {
            return send(endpoint, message, chat, "sendWhatsAppAudio", "audio", file);
        }
        return send(
                endpoint,
                message,
                chat,
                "sendMedia",
                "mediatype",
                media.type(),
                "mimetype",
                MediaTypes.of(media),
                "caption",
                media.caption() == null ? "" : media.caption(),
                "fileName",
                MediaTypes.filename(media),
                "media",
                file);
    }

    private static Map<String, Object> card(ContactCard card) {
        String phone = card.phones().getFirst();
        return JsonFields.of(
                "fullName",
                card.formattedName(),
                "wuid",
                phone.replace("+", ""),
                "phoneNumber",
                phone,
                "organization",
                card.organization(),
                "email",
                card.emails().isEmpty() ? null : card.emails().getFirst(),
                "url",
                card.urls().isEmpty() ? null : card.urls().getFirst());
    }

    private static GatewayRequest interactive(
            EndpointAccess endpoint, OutgoingMessage message, String chat, Content.Interactive interactive) {
        String header = interactive.header() instanceof InteractiveHeader.Text text ? text.text() : null;
        String footer = interactive.footer() == null ? "" : interactive.footer();
        return switch (interactive.action()) {
            case InteractiveAction.Buttons buttons ->
                buttons(
                        endpoint,
                        message,
                        chat,
                        interactive,
                        buttons.buttons().stream()
                                .<Object>map(button ->
                                        Map.of("type", "reply", "displayText", button.title(), "id", button.id()))
                                .toList());
            case InteractiveAction.LinkButton link ->
                buttons(
                        endpoint,
                        message,
                        chat,
                        interactive,
                        List.of(Map.of("type", "url", "displayText", link.title(), "url", link.url())));
            case InteractiveAction.Choices choices ->
                send(
                        endpoint,
                        message,
                        chat,
                        "sendList",
                        "title",
                        header == null ? choices.button() : header,
                        "description",
                        interactive.body(),
                        "buttonText",
                        choices.button(),
                        "footerText",
                        footer,
                        "sections",
                        choices.sections().stream().map(EvolutionWords::section).toList());
            case InteractiveAction.Flow _, InteractiveAction.LocationRequest _, InteractiveAction.ProviderJson _ ->
                throw new IllegalStateException(
                        "refused before: " + interactive.action().kind());
        };
    }

    private static GatewayRequest buttons(
            EndpointAccess endpoint,
            OutgoingMessage message,
            String chat,
            Content.Interactive interactive,
            List<Object> buttons) {
        String header = interactive.header() instanceof InteractiveHeader.Text text ? text.text() : null;
        return send(
                endpoint,
                message,
                chat,
                "sendButtons",
                // Its title is what must be there, so a body without a header stands in its place.
                "title",
                header == null ? interactive.body() : header,
                "description",
                header == null ? null : interactive.body(),
                "footer",
                interactive.footer() == null ? "" : interactive.footer(),
                "buttons",
                buttons);
    }

    private static Map<String, Object> section(InteractiveAction.Section section) {
        return JsonFields.of(
                "title",
                section.title() == null ? "" : section.title(),
                "rows",
                section.rows().stream()
                        .map(row -> JsonFields.of(
                                "title",
                                row.title(),
                                "description",
                                row.description() == null ? "" : row.description(),
                                "rowId",
                                row.id()))
                        .toList());
    }
}
