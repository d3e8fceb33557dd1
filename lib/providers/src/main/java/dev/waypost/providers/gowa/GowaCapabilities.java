package dev.waypost.providers.gowa;

import dev.waypost.providers.Capabilities;
import dev.waypost.providers.ContactCard;
import dev.waypost.providers.Content;
import dev.waypost.providers.Content.MediaKind;
import dev.waypost.providers.ContentCheck;
import dev.waypost.providers.MediaLimit;
import dev.waypost.providers.Support;
import java.util.Optional;
import java.util.Set;

/// What GOWA carries: nothing to press, one contact at a time, and quotes only where it has a field for them.
public final class GowaCapabilities implements Capabilities {
    private static final long MILLION = 1_000_000;

    @Override
    public Support supports(Content content, boolean quoting) {
        if (quoting && !quotes(content)) {
            return new Support.Unsupported(content.type(), "a " + content.type() + " of GOWA cannot quote a message");
        }
        var check = new ContentCheck();
        switch (content) {
            case Content.Text text -> check.length("content.text.body", text.body(), 1, 65536);
            case Content.Media media -> media(check, "content." + media.type(), media);
            case Content.Location _ -> {}
            case Content.Contacts contacts -> contacts(check, contacts);
            case Content.Reaction reaction ->
                check.length("content.reaction.message_id", reaction.providerMessageId(), 1, 128);
            case Content.Poll poll ->
                check.count("content.poll.options", poll.options().size(), 2, 12);
            case Content.ReadMark mark ->
                check.length("content.read_mark.message_id", mark.providerMessageId(), 1, 128);
            case Content.Typing _ -> {}
            case Content.Template _ -> {
                return new Support.Unsupported("template", "templates exist only on Meta's own platform");
            }
            case Content.Interactive interactive -> {
                return new Support.Unsupported(
                        "interactive." + interactive.action().kind(), "GOWA has no interactive messages");
            }
        }
        return check.verdict();
    }

    /// The limits it starts with; its operator may have set others.
    @Override
    public Optional<MediaLimit> limit(MediaKind kind) {
        return Optional.of(
                switch (kind) {
                    case IMAGE -> new MediaLimit(20 * MILLION, Set.of("image/jpeg", "image/png", "image/webp"));
                    case VIDEO ->
                        new MediaLimit(
                                100 * MILLION, Set.of("video/mp4", "video/x-matroska", "video/avi", "video/x-msvideo"));
                    case AUDIO -> new MediaLimit(16 * MILLION, Set.of());
                    case DOCUMENT -> new MediaLimit(50 * MILLION, Set.of());
                    case STICKER ->
                        new MediaLimit(20 * MILLION, Set.of("image/jpeg", "image/png", "image/webp", "image/gif"));
                });
    }

    private static boolean quotes(Content content) {
        return content instanceof Content.Text
                || (content instanceof Content.Media media && media.kind() != MediaKind.STICKER);
    }

    private void media(ContentCheck check, String field, Content.Media media) {
        check.media(field, media, limit(media.kind())).noProviderId(field, media, "GOWA");
        if (media.kind() == MediaKind.AUDIO || media.kind() == MediaKind.STICKER) {
            check.absent(field + ".caption", media.caption(), "GOWA shows none for this kind");
        }
    }

    private static void contacts(ContentCheck check, Content.Contacts contacts) {
        check.count("content.contacts.contacts", contacts.cards().size(), 1, 1);
        for (ContactCard card : contacts.cards()) {
            check.count("content.contacts.contacts.phones", card.phones().size(), 1, 1);
        }
    }
}
