package dev.waypost.providers.waha;

import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.providers.ChatIds;
import dev.waypost.providers.ContactCard;
import dev.waypost.providers.Content;
import dev.waypost.providers.Content.MediaKind;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.GatewayRequest;
import dev.waypost.providers.GatewaySender;
import dev.waypost.providers.HttpBody;
import dev.waypost.providers.InteractiveAction;
import dev.waypost.providers.InteractiveHeader;
import dev.waypost.providers.JsonFields;
import dev.waypost.providers.MediaSource;
import dev.waypost.providers.MediaTypes;
import dev.waypost.providers.OutgoingMessage;
import dev.waypost.providers.SendOutcome;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How messages look to WAHA.
public final class WahaWords implements GatewaySender.Words {

    @Override
    public Map<String, String> headers(EndpointAccess endpoint) {
        return authorised(endpoint);
    }

    static Map<String, String> authorised(EndpointAccess endpoint) {
        String key = endpoint.apiKey().reveal();
        return key.isEmpty() ? Map.of() : Map.of("X-Api-Key", key);
    }

    @Override
    public String chat(String recipient) {
        return ChatIds.full(recipient, "c.us");
    }

    @Override
    public SendOutcome outcome(HttpAnswer answer, Content content) {
        return WahaErrors.outcome(answer, content);
    }

    @Override
    public Optional<String> chosenId(OutgoingMessage message) {
        return takesId(message.content()) ? Optional.of(WahaIds.chosen(message.messageId())) : Optional.empty();
    }

    @Override
    public GatewayRequest request(EndpointAccess endpoint, OutgoingMessage message, String chat) {
        String session = session(endpoint);
        return switch (message.content()) {
            case Content.Text text ->
                post("sendText", session, chat, message, "text", text.body(), "linkPreview", text.previewUrl());
            case Content.Media media -> media(session, chat, message, media);
            case Content.Location place ->
                post(
                        "sendLocation",
                        session,
                        chat,
                        message,
                        "latitude",
                        place.latitude(),
                        "longitude",
                        place.longitude(),
                        "title",
                        title(place));
            case Content.Contacts contacts ->
                post(
                        "sendContactVcard",
                        session,
                        chat,
                        message,
                        "contacts",
                        contacts.cards().stream().map(WahaWords::card).toList());
            case Content.Poll poll ->
                post(
                        "sendPoll",
                        session,
                        chat,
                        message,
                        "poll",
                        JsonFields.of(
                                "name",
                                poll.question(),
                                "options",
                                poll.options(),
                                "multipleAnswers",
                                poll.maxChoices() > 1));
            case Content.Interactive interactive -> list(session, chat, message, interactive);
            case Content.Reaction reaction ->
                new GatewayRequest(
                        "PUT",
                        "/api/reaction",
                        HttpBody.json(JsonFields.of(
                                "session",
                                session,
                                "messageId",
                                WahaIds.whole(reaction.providerMessageId(), chat),
                                "reaction",
                                reaction.emoji())));
            case Content.ReadMark mark ->
                GatewayRequest.post(
                        "/api/sendSeen",
                        JsonFields.of(
                                "session",
                                session,
                                "chatId",
                                chat,
                                "messageIds",
                                List.of(WahaIds.whole(mark.providerMessageId(), chat))));
            case Content.Typing _ ->
                GatewayRequest.post("/api/startTyping", JsonFields.of("session", session, "chatId", chat));
            case Content.Template _ -> throw new IllegalStateException("refused before: template");
        };
    }

    static String session(EndpointAccess endpoint) {
        return endpoint.session() == null || endpoint.session().isBlank() ? "default" : endpoint.session();
    }

    private static GatewayRequest post(
            String call, String session, String chat, OutgoingMessage message, @Nullable Object... more) {
        Map<String, Object> body = JsonFields.of(more);
        body.put("session", session);
        body.put("chatId", chat);
        if (takesId(message.content())) {
            body.put("id", WahaIds.chosen(message.messageId()));
        }
        if (message.replyTo() != null) {
            body.put("reply_to", WahaIds.whole(message.replyTo(), chat));
        }
        return GatewayRequest.post("/api/" + call, body);
    }

    /// Only these calls let the caller choose; the engines that cannot do it ignore the wish.
    private static boolean takesId(Content content) {
        return switch (content) {
            case Content.Text _, Content.Location _, Content.Contacts _, Content.Poll _ -> true;
            case Content.Media _,
                    Content.Reaction _,
                    Content.Template _,
                    Content.Interactive _,
                    Content.ReadMark _,
                    Content.Typing _ -> false;
        };
    }

    private static GatewayRequest media(String session, String chat, OutgoingMessage message, Content.Media media) {
        boolean voice = media.kind() == MediaKind.AUDIO && media.voice();
        boolean video = media.kind() == MediaKind.VIDEO;
        String call = switch (media.kind()) {
            case IMAGE -> "sendImage";
            case VIDEO -> "sendVideo";
            case AUDIO -> voice ? "sendVoice" : "sendFile";
            case DOCUMENT, STICKER -> "sendFile";
        };
        return post(
                call,
                session,
                chat,
                message,
                "file",
                file(media, voice),
                "caption",
                voice ? null : media.caption(),
                "convert",
                voice || video ? true : null,
                "asNote",
                video ? false : null);
    }

    private static Map<String, Object> file(Content.Media media, boolean voice) {
        return JsonFields.of(
                "mimetype",
                MediaTypes.of(media),
                "filename",
                voice ? null : MediaTypes.filename(media),
                "url",
                media.source() instanceof MediaSource.Link link ? link.url() : null,
                "data",
                media.source() instanceof MediaSource.Bytes file
                        ? Base64.getEncoder().encodeToString(file.bytes())
                        : null);
    }

    private static String title(Content.Location place) {
        if (place.name() != null && place.address() != null) {
            return place.name() + ", " + place.address();
        }
        String title = place.name() == null ? place.address() : place.name();
        return title == null ? "" : title;
    }

    private static Map<String, Object> card(ContactCard card) {
        return Map.of("vcard", card.vcard());
    }

    private static GatewayRequest list(
            String session, String chat, OutgoingMessage message, Content.Interactive interactive) {
        if (!(interactive.action() instanceof InteractiveAction.Choices choices)) {
            throw new IllegalStateException(
                    "refused before: " + interactive.action().kind());
        }
        String title = interactive.header() instanceof InteractiveHeader.Text text ? text.text() : "";
        List<Object> sections = choices.sections().stream()
                .<Object>map(section -> JsonFields.of(
                        "title",
                        section.title() == null ? "" : section.title(),
                        "rows",
                        section.rows().stream()
                                .map(row -> JsonFields.of(
                                        "title", row.title(), "rowId", row.id(), "description", row.description()))
                                .toList()))
                .toList();
        return post(
                "sendList",
                session,
                chat,
                message,
                "message",
                JsonFields.of(
                        "title",
                        title,
                        "description",
                        interactive.body(),
                        "footer",
                        interactive.footer() == null ? "" : interactive.footer(),
                        "button",
                        choices.button(),
                        "sections",
                        sections));
    }
}
