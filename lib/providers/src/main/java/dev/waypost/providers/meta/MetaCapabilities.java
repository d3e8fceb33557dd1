package dev.waypost.providers.meta;

import dev.waypost.providers.Capabilities;
import dev.waypost.providers.Content;
import dev.waypost.providers.Content.MediaKind;
import dev.waypost.providers.ContentCheck;
import dev.waypost.providers.InteractiveAction;
import dev.waypost.providers.InteractiveHeader;
import dev.waypost.providers.MediaLimit;
import dev.waypost.providers.Support;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the Cloud API carries, with the limits of its documentation.
public final class MetaCapabilities implements Capabilities {
    private static final long MEGABYTE = 1024 * 1024;
    private static final int CAPTION = 1024;

    @Override
    public Support supports(Content content, boolean quoting) {
        if (quoting && (content instanceof Content.Reaction || content.isSignal())) {
            return new Support.Unsupported(content.type(), "a " + content.type() + " cannot quote a message");
        }
        var check = new ContentCheck();
        switch (content) {
            case Content.Text text -> check.length("content.text.body", text.body(), 1, 4096);
            case Content.Media media -> media(check, "content." + media.type(), media);
            case Content.Location _ -> {}
            case Content.Contacts contacts ->
                check.count("content.contacts.contacts", contacts.cards().size(), 1, 257);
            case Content.Reaction reaction ->
                check.length("content.reaction.message_id", reaction.providerMessageId(), 1, 512);
            case Content.Template template -> template(check, template);
            case Content.Interactive interactive -> interactive(check, interactive);
            case Content.ReadMark mark ->
                check.length("content.read_mark.message_id", mark.providerMessageId(), 1, 512);
            // The API shows typing only together with a read mark, so it must know which message was read.
            case Content.Typing typing -> check.length("content.typing.message_id", typing.providerMessageId(), 1, 512);
            case Content.Poll poll -> {
                return new Support.Unsupported(poll.type(), "the Cloud API has no polls");
            }
        }
        return check.verdict();
    }

    @Override
    public Optional<MediaLimit> limit(MediaKind kind) {
        return Optional.of(
                switch (kind) {
                    case IMAGE -> new MediaLimit(5 * MEGABYTE, Set.of("image/jpeg", "image/png"));
                    case VIDEO -> new MediaLimit(16 * MEGABYTE, Set.of("video/mp4", "video/3gpp"));
                    case AUDIO ->
                        new MediaLimit(
                                16 * MEGABYTE,
                                Set.of("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"));
                    case DOCUMENT -> new MediaLimit(100 * MEGABYTE, Set.of());
                    // Moving ones may have 500 kB; whether it moves is not known before.
                    case STICKER -> new MediaLimit(500 * 1024, Set.of("image/webp"));
                });
    }

    private void media(ContentCheck check, String field, Content.Media media) {
        boolean captioned = media.kind() != MediaKind.AUDIO && media.kind() != MediaKind.STICKER;
        if (captioned) {
            check.length(field + ".caption", media.caption(), 0, CAPTION);
        } else {
            check.absent(field + ".caption", media.caption(), "the Cloud API shows none for this kind");
        }
        check.media(field, media, limit(media.kind()));
    }

    private void template(ContentCheck check, Content.Template template) {
        check.length("content.template.name", template.name(), 1, 512)
                .length("content.template.language", template.language(), 1, 16);
        if (TemplateJson.hasBrokenAction(template.components())) {
            check.add("content.template.components", "action_json: no JSON object (expected: a JSON object)");
        }
    }

    private void interactive(ContentCheck check, Content.Interactive interactive) {
        String at = "content.interactive.";
        boolean list = interactive.action() instanceof InteractiveAction.Choices;
        boolean own = interactive.action() instanceof InteractiveAction.ProviderJson;
        if (!own) {
            check.length(at + "body", interactive.body(), 1, list ? 4096 : 1024)
                    .length(at + "footer", interactive.footer(), 0, 60);
        }
        switch (interactive.header()) {
            case InteractiveHeader.Text text -> check.length(at + "header.text", text.text(), 1, 60);
            case InteractiveHeader.Medium medium -> {
                if (list) {
                    check.add(at + "header", "kind: " + medium.media().type() + " (expected: text, above a list)");
                }
                check.media(
                        at + "header." + medium.media().type(),
                        medium.media(),
                        limit(medium.media().kind()));
            }
            case null -> {}
        }
        action(check, at, interactive.action());
    }

    private static void action(ContentCheck check, String at, InteractiveAction action) {
        switch (action) {
            case InteractiveAction.Buttons buttons -> {
                check.count(at + "buttons.buttons", buttons.buttons().size(), 1, 3);
                for (InteractiveAction.Button button : buttons.buttons()) {
                    check.length(at + "buttons.buttons.button_id", button.id(), 1, 256)
                            .length(at + "buttons.buttons.title", button.title(), 1, 20);
                }
            }
            case InteractiveAction.Choices choices -> list(check, at + "list.", choices);
            case InteractiveAction.LinkButton link -> check.length(at + "link_button.title", link.title(), 1, 20);
            case InteractiveAction.Flow flow -> {
                check.length(at + "flow.button", flow.button(), 1, 30);
                if (flow.dataJson() != null && !MetaJson.read(flow.dataJson()).isObject()) {
                    check.add(at + "flow.data_json", "value: no JSON object (expected: a JSON object)");
                }
            }
            case InteractiveAction.LocationRequest _ -> {}
            case InteractiveAction.ProviderJson own -> {
                if (!MetaJson.read(own.json()).path("type").isTextual()) {
                    check.add(at + "provider_json", "value: no JSON object with a type (expected: one)");
                }
            }
        }
    }

    private static void list(ContentCheck check, String at, InteractiveAction.Choices choices) {
        check.length(at + "button", choices.button(), 1, 20);
        List<InteractiveAction.Row> rows = choices.sections().stream()
                .flatMap(section -> section.rows().stream())
                .toList();
        check.count(at + "sections", choices.sections().size(), 1, 10).count(at + "sections.rows", rows.size(), 1, 10);
        for (InteractiveAction.Section section : choices.sections()) {
            check.length(
                    at + "sections.title", section.title(), choices.sections().size() > 1 ? 1 : 0, 24);
        }
        for (InteractiveAction.Row row : rows) {
            check.length(at + "sections.rows.row_id", row.id(), 1, 200)
                    .length(at + "sections.rows.title", row.title(), 1, 24)
                    .length(at + "sections.rows.description", row.description(), 0, 72);
        }
    }
}
