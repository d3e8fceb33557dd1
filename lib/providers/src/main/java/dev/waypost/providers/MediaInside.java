package dev.waypost.providers;

import java.util.List;
import java.util.function.UnaryOperator;

/// Finds the files inside a content, wherever they are.
public final class MediaInside {

    private MediaInside() {}

    /// The same content with every file changed.
    public static Content replaced(Content content, UnaryOperator<Content.Media> change) {
        return switch (content) {
            case Content.Media media -> change.apply(media);
            case Content.Template template ->
                new Content.Template(template.name(), template.language(), components(template.components(), change));
            case Content.Interactive interactive
            when interactive.header() instanceof InteractiveHeader.Medium medium ->
                new Content.Interactive(
                        new InteractiveHeader.Medium(change.apply(medium.media())),
                        interactive.body(),
                        interactive.footer(),
                        interactive.action());
            default -> content;
        };
    }

    private static List<TemplateComponent> components(
            List<TemplateComponent> components, UnaryOperator<Content.Media> change) {
        return components.stream()
                .map(component -> new TemplateComponent(
                        component.part(),
                        component.buttonKind(),
                        component.buttonIndex(),
                        component.parameters().stream()
                                .map(parameter -> parameter(parameter, change))
                                .toList(),
                        component.cards().stream()
                                .map(card ->
                                        new TemplateComponent.Card(card.index(), components(card.components(), change)))
                                .toList()))
                .toList();
    }

    private static TemplateComponent.Parameter parameter(
            TemplateComponent.Parameter parameter, UnaryOperator<Content.Media> change) {
        return parameter.value() instanceof TemplateComponent.Value.Medium medium
                ? new TemplateComponent.Parameter(
                        parameter.name(), new TemplateComponent.Value.Medium(change.apply(medium.media())))
                : parameter;
    }
}
