package dev.waypost.send.message;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.send.v1.Media;
import dev.waypost.proto.send.v1.Template;
import dev.waypost.proto.send.v1.TemplateComponent;
import dev.waypost.proto.send.v1.TemplateParameter;
import dev.waypost.proto.send.v1.TemplatePart;
import dev.waypost.providers.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Translates contents between the contract, which is also how they are stored, and the providers' words.
public final class ContentApi {
    private ContentApi() {}

    /// A stored content; it was accepted, so it can be read.
    public static Content stored(byte[] bytes) {
        try {
            return content(dev.waypost.proto.send.v1.Content.parseFrom(bytes))
                    .orElseThrow(() -> new IllegalStateException("a stored content that is not supported"));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a stored content that cannot be read", e);
        }
    }

    /// The content of a request, or the fault that says that no provider of this build carries it.
    static Content accepted(dev.waypost.proto.send.v1.Content wire) {
        if (wire.getKindCase() == dev.waypost.proto.send.v1.Content.KindCase.KIND_NOT_SET) {
            throw Fault.of(Reason.FIELD_INVALID)
                    .violation("content", "value: empty (expected: exactly one kind of content)");
        }
        String type = wire.getKindCase().name().toLowerCase(Locale.ROOT);
        return content(wire)
                .orElseThrow(() -> Fault.of(Reason.CONTENT_UNSUPPORTED)
                        .with("type", type)
                        .detail("No provider of this version can send this kind of " + type));
    }

    private static Optional<Content> content(dev.waypost.proto.send.v1.Content wire) {
        return switch (wire.getKindCase()) {
            case TEXT ->
                Optional.of(new Content.Text(
                        wire.getText().getBody(), wire.getText().getPreviewUrl()));
            case IMAGE -> media(Content.MediaKind.IMAGE, wire.getImage());
            case VIDEO -> media(Content.MediaKind.VIDEO, wire.getVideo());
            case AUDIO -> media(Content.MediaKind.AUDIO, wire.getAudio());
            case DOCUMENT -> media(Content.MediaKind.DOCUMENT, wire.getDocument());
            case STICKER -> media(Content.MediaKind.STICKER, wire.getSticker());
            case LOCATION ->
                Optional.of(new Content.Location(
                        wire.getLocation().getLatitude(),
                        wire.getLocation().getLongitude(),
                        orNull(wire.getLocation().getName()),
                        orNull(wire.getLocation().getAddress())));
            case REACTION ->
                Optional.of(new Content.Reaction(
                        wire.getReaction().getMessageId(), wire.getReaction().getEmoji()));
            case TEMPLATE -> template(wire.getTemplate());
            case CONTACTS, INTERACTIVE, POLL, READ_MARK, TYPING, KIND_NOT_SET -> Optional.empty();
        };
    }

    private static Optional<Content> media(Content.MediaKind kind, Media media) {
        return switch (media.getSourceCase()) {
            case LINK, PROVIDER_MEDIA_ID ->
                Optional.of(new Content.Media(
                        kind,
                        orNull(media.getLink()),
                        orNull(media.getProviderMediaId()),
                        orNull(media.getCaption()),
                        orNull(media.getFilename())));
            case UPLOAD_ID, SOURCE_NOT_SET -> Optional.empty();
        };
    }

    private static Optional<Content> template(Template template) {
        List<String> values = new ArrayList<>();
        for (TemplateComponent component : template.getComponentsList()) {
            boolean plain = component.getPart() == TemplatePart.TEMPLATE_PART_BODY
                    && component.getParametersList().stream()
                            .allMatch(
                                    value -> value.hasText() && value.getName().isEmpty());
            if (!plain) {
                return Optional.empty();
            }
            component.getParametersList().stream()
                    .map(TemplateParameter::getText)
                    .forEach(values::add);
        }
        return Optional.of(new Content.Template(template.getName(), template.getLanguage(), values));
    }

    static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
