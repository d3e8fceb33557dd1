package dev.waypost.providers.evolution;

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

/// What Evolution carries over one or the other of its channels; what a channel lacks it refuses itself.
public final class EvolutionCapabilities implements Capabilities {
    private static final long MEGABYTE = 1024 * 1024;

    @Override
    public Support supports(Content content, boolean quoting) {
        boolean quotes = content instanceof Content.Text
                || content instanceof Content.Media
                || content instanceof Content.Location
                || content instanceof Content.Poll;
        if (quoting && !quotes) {
            return new Support.Unsupported(
                    content.type(), "a " + content.type() + " of Evolution API cannot quote a message");
        }
        var check = new ContentCheck();
        switch (content) {
            case Content.Text text -> check.length("content.text.body", text.body(), 1, 65536);
            case Content.Media media -> media(check, "content." + media.type(), media);
            case Content.Location _ -> {}
            case Content.Contacts contacts -> {
                check.count("content.contacts.contacts", contacts.cards().size(), 1, 257);
                contacts.cards()
                        .forEach(card -> check.count(
                                "content.contacts.contacts.phones",
                                card.phones().size(),
                                1,
                                20));
            }
            case Content.Reaction reaction ->
                check.length("content.reaction.message_id", reaction.providerMessageId(), 1, 512);
            case Content.Poll poll ->
                check.count("content.poll.options", poll.options().size(), 2, 12);
            case Content.ReadMark mark ->
                check.length("content.read_mark.message_id", mark.providerMessageId(), 1, 512);
            case Content.Typing _ -> {}
            // Over its WHATSAPP-BUSINESS channel.
            case Content.Template template -> check.length("content.template.name", template.name(), 1, 512);
            case Content.Interactive interactive -> {
                return interactive(check, interactive);
            }
        }
        return check.verdict();
    }

    @Override
    public Optional<MediaLimit> limit(MediaKind kind) {
        return Optional.of(
                switch (kind) {
                    case IMAGE ->
                        new MediaLimit(16 * MEGABYTE, Set.of("image/jpeg", "image/png", "image/webp", "image/gif"));
                    case VIDEO -> new MediaLimit(64 * MEGABYTE, Set.of("video/mp4", "video/3gpp"));
                    case AUDIO -> new MediaLimit(16 * MEGABYTE, Set.of());
                    case DOCUMENT -> new MediaLimit(100 * MEGABYTE, Set.of());
                    case STICKER -> new MediaLimit(MEGABYTE, Set.of("image/webp", "image/png", "image/jpeg"));
                });
    }

    private void media(ContentCheck check, String field, Content.Media media) {
        check.media(field, media, limit(media.kind())).noProviderId(field, media, "Evolution API");
        if (media.kind() == MediaKind.STICKER || media.voice()) {
            check.absent(field + ".caption", media.caption(), "Evolution API shows none for this kind");
        }
    }

    private static Support interactive(ContentCheck check, Content.Interactive interactive) {
        String at = "content.interactive.";
        if (interactive.header() instanceof InteractiveHeader.Medium) {
            check.add(at + "header", "kind: medium (expected: text)");
        }
        check.length(at + "body", interactive.body(), 1, 4096);
        switch (interactive.action()) {
            case InteractiveAction.Buttons buttons ->
                check.count(at + "buttons.buttons", buttons.buttons().size(), 1, 3);
            case InteractiveAction.Choices choices ->
                check.count(at + "list.sections", choices.sections().size(), 1, 10);
            case InteractiveAction.LinkButton _ -> {}
            case InteractiveAction.Flow _, InteractiveAction.LocationRequest _, InteractiveAction.ProviderJson _ -> {
                return new Support.Unsupported(
                        "interactive." + interactive.action().kind(),
                        "Evolution API sends buttons, lists and link buttons only");
            }
        }
        return check.verdict();
    }
}
