package dev.waypost.send.message;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.send.v1.Contact;
import dev.waypost.proto.send.v1.Location;
import dev.waypost.proto.send.v1.Media;
import dev.waypost.proto.send.v1.Poll;
import dev.waypost.proto.send.v1.Template;
import dev.waypost.proto.send.v1.Typing;
import dev.waypost.providers.ContactCard;
import dev.waypost.providers.Content;
import dev.waypost.providers.MediaSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Translates contents between the contract, which is also how they are stored, and the providers' words.
public final class ContentApi {
    private ContentApi() {}

    /// A stored content; it was accepted, so it can be read.
    public static Content stored(byte[] bytes) {
        try {
            return content(dev.waypost.proto.send.v1.Content.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a stored content that cannot be read", e);
        }
    }

    /// The content of a request, or the fault that says what is missing.
    static Content accepted(dev.waypost.proto.send.v1.Content wire) {
        return content(wire);
    }

    /// A template without gaps, in its stored form.
    static byte[] template(String name, String language) {
        return dev.waypost.proto.send.v1.Content.newBuilder()
                .setTemplate(Template.newBuilder().setName(name).setLanguage(language))
                .build()
                .toByteArray();
    }

    private static Content content(dev.waypost.proto.send.v1.Content wire) {
        return switch (wire.getKindCase()) {
            case TEXT ->
                new Content.Text(wire.getText().getBody(), wire.getText().getPreviewUrl());
            case IMAGE -> media(Content.MediaKind.IMAGE, "content.image", wire.getImage());
            case VIDEO -> media(Content.MediaKind.VIDEO, "content.video", wire.getVideo());
            case AUDIO -> media(Content.MediaKind.AUDIO, "content.audio", wire.getAudio());
            case DOCUMENT -> media(Content.MediaKind.DOCUMENT, "content.document", wire.getDocument());
            case STICKER -> media(Content.MediaKind.STICKER, "content.sticker", wire.getSticker());
            case LOCATION -> location(wire.getLocation());
            case CONTACTS ->
                new Content.Contacts(wire.getContacts().getContactsList().stream()
                        .map(ContentApi::card)
                        .toList());
            case REACTION ->
                new Content.Reaction(
                        wire.getReaction().getMessageId(), wire.getReaction().getEmoji(), false);
            case TEMPLATE -> TemplateApi.template(wire.getTemplate());
            case INTERACTIVE -> InteractiveApi.interactive(wire.getInteractive());
            case POLL -> poll(wire.getPoll());
            case READ_MARK -> new Content.ReadMark(wire.getReadMark().getMessageId());
            case TYPING -> typing(wire.getTyping());
            case KIND_NOT_SET ->
                throw Fault.of(Reason.FIELD_INVALID)
                        .violation("content", "value: empty (expected: exactly one kind of content)");
        };
    }

    static Content.Media media(Content.MediaKind kind, String field, Media media) {
        MediaSource source = switch (media.getSourceCase()) {
            case LINK -> new MediaSource.Link(media.getLink());
            case PROVIDER_MEDIA_ID -> new MediaSource.ProviderId(media.getProviderMediaId());
            case UPLOAD_ID -> new MediaSource.Upload(media.getUploadId(), 0);
            case SOURCE_NOT_SET ->
                throw Fault.of(Reason.FIELD_INVALID)
                        .violation(field, "source: empty (expected: one of link, provider_media_id and upload_id)");
        };
        return new Content.Media(
                kind,
                source,
                orNull(media.getCaption()),
                orNull(media.getFilename()),
                orNull(media.getMimeType()),
                media.getVoice());
    }

    static Content.Location location(Location place) {
        return new Content.Location(
                place.getLatitude(), place.getLongitude(), orNull(place.getName()), orNull(place.getAddress()));
    }

    private static ContactCard card(Contact contact) {
        return new ContactCard(
                contact.getFormattedName(),
                orNull(contact.getFirstName()),
                orNull(contact.getLastName()),
                contact.getPhonesList(),
                contact.getEmailsList(),
                orNull(contact.getOrganization()),
                contact.getUrlsList());
    }

    private static Content poll(Poll poll) {
        return new Content.Poll(poll.getQuestion(), poll.getOptionsList(), Math.max(1, poll.getMaxChoices()));
    }

    private static Content typing(Typing typing) {
        Duration duration = typing.hasDuration()
                ? Duration.ofSeconds(
                        typing.getDuration().getSeconds(), typing.getDuration().getNanos())
                : null;
        return new Content.Typing(orNull(typing.getMessageId()), duration);
    }

    static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
