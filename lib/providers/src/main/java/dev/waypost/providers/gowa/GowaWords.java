package dev.waypost.providers.gowa;

import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.providers.ChatIds;
import dev.waypost.providers.CheckRun;
import dev.waypost.providers.ContactCard;
import dev.waypost.providers.Content;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.GatewayRequest;
import dev.waypost.providers.GatewaySender;
import dev.waypost.providers.JsonFields;
import dev.waypost.providers.MediaSource;
import dev.waypost.providers.MediaTypes;
import dev.waypost.providers.Multipart;
import dev.waypost.providers.OutgoingMessage;
import dev.waypost.providers.SendOutcome;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// How messages look to GOWA.
public final class GowaWords implements GatewaySender.Words {

    @Override
    public Map<String, String> headers(EndpointAccess endpoint) {
        return authorised(endpoint);
    }

    /// Who asks, and which device is meant; without the device a server with several of them guesses.
    static Map<String, String> authorised(EndpointAccess endpoint) {
        Map<String, String> headers = new LinkedHashMap<>();
        byte[] key = endpoint.apiKey().reveal().getBytes(StandardCharsets.UTF_8);
        if (key.length > 0) {
            headers.put("Authorization", "Basic " + Base64.getEncoder().encodeToString(key));
        }
        if (endpoint.session() != null) {
            headers.put("X-Device-Id", CheckRun.segment(endpoint.session()));
        }
        return headers;
    }

    /// Always the full id: GOWA takes bare digits for a group when they are many, and sends there without a word.
    @Override
    public String chat(String recipient) {
        return ChatIds.full(recipient, "s.whatsapp.net");
    }

    @Override
    public SendOutcome outcome(HttpAnswer answer, Content content) {
        return GowaErrors.outcome(answer, content);
    }

    @Override
    public GatewayRequest request(EndpointAccess endpoint, OutgoingMessage message, String chat) {
        return switch (message.content()) {
            case Content.Text text ->
                GatewayRequest.post(
                        "/send/message",
                        JsonFields.of("phone", chat, "message", text.body(), "reply_message_id", message.replyTo()));
            case Content.Media media -> media(message, chat, media);
            case Content.Location place ->
                GatewayRequest.post(
                        "/send/location",
                        JsonFields.of(
                                "phone",
                                chat,
                                "latitude",
                                degrees(place.latitude()),
                                "longitude",
                                degrees(place.longitude())));
            case Content.Contacts contacts -> {
                ContactCard card = contacts.cards().getFirst();
                yield GatewayRequest.post(
                        "/send/contact",
                        JsonFields.of(
                                "phone",
                                chat,
                                "contact_name",
                                card.formattedName(),
                                "contact_phone",
                                card.phones().getFirst().replace("+", "")));
            }
            case Content.Poll poll ->
                GatewayRequest.post(
                        "/send/poll",
                        JsonFields.of(
                                "phone",
                                chat,
                                "question",
                                poll.question(),
                                "options",
                                poll.options(),
                                "max_answer",
                                poll.maxChoices()));
            case Content.Reaction reaction ->
                GatewayRequest.post(
                        "/message/" + CheckRun.segment(reaction.providerMessageId()) + "/reaction",
                        JsonFields.of("phone", chat, "emoji", reaction.emoji()));
            case Content.ReadMark mark ->
                GatewayRequest.post(
                        "/message/" + CheckRun.segment(mark.providerMessageId()) + "/read",
                        JsonFields.of("phone", chat));
            case Content.Typing _ ->
                GatewayRequest.post("/send/chat-presence", JsonFields.of("phone", chat, "action", "start"));
            case Content.Template _, Content.Interactive _ ->
                throw new IllegalStateException(
                        "refused before: " + message.content().type());
        };
    }

    /// Texts, unlike everywhere else; and never with an exponent.
    private static String degrees(double value) {
        return BigDecimal.valueOf(value).toPlainString();
    }

    private static GatewayRequest media(OutgoingMessage message, String chat, Content.Media media) {
        String name = switch (media.kind()) {
            case IMAGE -> "image";
            case VIDEO -> "video";
            case AUDIO -> "audio";
            case DOCUMENT -> "file";
            case STICKER -> "sticker";
        };
        Multipart form = new Multipart().field("phone", chat);
        switch (media.source()) {
            case MediaSource.Link link -> form.field(name + "_url", link.url());
            case MediaSource.Bytes file ->
                form.file(name, MediaTypes.filename(media), MediaTypes.of(media), file.bytes());
            case MediaSource.ProviderId _, MediaSource.Upload _ ->
                throw new IllegalStateException("refused before: a provider's file");
        }
        if (media.caption() != null) {
            form.field("caption", media.caption());
        }
        if (message.replyTo() != null) {
            form.field("reply_message_id", message.replyTo());
        }
        if (media.kind() == Content.MediaKind.AUDIO) {
            form.field("ptt", String.valueOf(media.voice()));
        }
        return new GatewayRequest("POST", "/send/" + name, form.done());
    }
}
