package dev.waypost.send.message;

import dev.waypost.providers.Content;
import dev.waypost.providers.InteractiveHeader;
import dev.waypost.providers.TemplateComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Knows the texts of a content that a user would read, which is what a tenant's patterns are held against.
public final class SuspicionPolicy {
    private SuspicionPolicy() {}

    public static List<String> texts(Content content) {
        return switch (content) {
            case Content.Text text -> List.of(text.body());
            case Content.Media media -> present(media.caption(), media.filename());
            case Content.Interactive interactive ->
                present(
                        interactive.header() instanceof InteractiveHeader.Text header ? header.text() : null,
                        interactive.body(),
                        interactive.footer());
            case Content.Poll poll -> {
                var texts = new ArrayList<String>(poll.options());
                texts.add(poll.question());
                yield texts;
            }
            case Content.Location place -> present(place.name(), place.address());
            // Meta approved its words; what fills the gaps is the caller's.
            case Content.Template template -> {
                var texts = new ArrayList<String>();
                gaps(template.components(), texts);
                yield texts;
            }
            case Content.Contacts _, Content.Reaction _, Content.ReadMark _, Content.Typing _ -> List.of();
        };
    }

    private static void gaps(List<TemplateComponent> components, List<String> texts) {
        for (TemplateComponent component : components) {
            for (TemplateComponent.Parameter parameter : component.parameters()) {
                if (parameter.value() instanceof TemplateComponent.Value.Text text) {
                    texts.add(text.text());
                }
            }
            component.cards().forEach(card -> gaps(card.components(), texts));
        }
    }

    private static List<String> present(@Nullable String... texts) {
        return Stream.of(texts)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }
}
