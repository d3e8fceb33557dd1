package dev.waypost.providers.waha;

import dev.waypost.providers.Capabilities;
import dev.waypost.providers.Content;
import dev.waypost.providers.Content.MediaKind;
import dev.waypost.providers.ContentCheck;
import dev.waypost.providers.InteractiveAction;
import dev.waypost.providers.InteractiveHeader;
import dev.waypost.providers.MediaLimit;
import dev.waypost.providers.Support;
import java.util.Optional;
import java.util.Set;

/// What WAHA carries. Its buttons are left out: they are deprecated, and WhatsApp shows them to few.
public final class WahaCapabilities implements Capabilities {
    private static final long MEGABYTE = 1024 * 1024;

    @Override
    public Support supports(Content content, boolean quoting) {
        if (quoting && (content instanceof Content.Reaction || content.isSignal())) {
            return new Support.Unsupported(content.type(), "a " + content.type() + " cannot quote a message");
        }
        var check = new ContentCheck();
        switch (content) {
            case Content.Text text -> check.length("content.text.body", text.body(), 1, 65536);
            case Content.Media media -> {
                if (media.kind() == MediaKind.STICKER) {
                    return new Support.Unsupported("sticker", "WAHA has no call for stickers");
                }
                String field = "content." + media.type();
                check.media(field, media, limit(media.kind())).noProviderId(field, media, "WAHA");
                if (media.kind() == MediaKind.AUDIO && media.voice()) {
                    check.absent(field + ".caption", media.caption(), "a voice note has no caption");
                }
            }
            case Content.Location _ -> {}
            case Content.Contacts contacts ->
                check.count("content.contacts.contacts", contacts.cards().size(), 1, 257);
            case Content.Reaction reaction ->
                messageId(check, "content.reaction.message_id", reaction.providerMessageId());
            case Content.Poll poll ->
                check.count("content.poll.options", poll.options().size(), 2, 12);
            case Content.ReadMark mark -> messageId(check, "content.read_mark.message_id", mark.providerMessageId());
            case Content.Typing _ -> {}
            case Content.Template _ -> {
                return new Support.Unsupported("template", "templates exist only on Meta's own platform");
            }
            case Content.Interactive interactive -> {
                return interactive(check, interactive);
            }
        }
        return check.verdict();
    }

    @Override
    public Optional<MediaLimit> limit(MediaKind kind) {
        return switch (kind) {
            case IMAGE -> Optional.of(new MediaLimit(16 * MEGABYTE, Set.of("image/jpeg", "image/png", "image/webp")));
            case VIDEO -> Optional.of(new MediaLimit(64 * MEGABYTE, Set.of("video/mp4", "video/3gpp")));
            case AUDIO -> Optional.of(new MediaLimit(16 * MEGABYTE, Set.of()));
            case DOCUMENT -> Optional.of(new MediaLimit(100 * MEGABYTE, Set.of()));
            case STICKER -> Optional.empty();
        };
    }

    private static void messageId(ContentCheck check, String field, String id) {
        if (!WahaIds.isKnown(id)) {
            check.add(field, "value: no id of WAHA (expected: like false_11111111111@c.us_AAAAAAAAAAAAAAAAAAAA)");
        }
    }

    private static Support interactive(ContentCheck check, Content.Interactive interactive) {
        if (!(interactive.action() instanceof InteractiveAction.Choices choices)) {
            String kind = interactive.action().kind();
            return new Support.Unsupported("interactive." + kind, "WAHA sends lists only");
        }
        if (interactive.header() instanceof InteractiveHeader.Medium) {
            check.add("content.interactive.header", "kind: medium (expected: text, above a list)");
        }
        check.length("content.interactive.body", interactive.body(), 1, 4096)
                .length("content.interactive.list.button", choices.button(), 1, 60)
                .count("content.interactive.list.sections", choices.sections().size(), 1, 10);
        return check.verdict();
    }
}
