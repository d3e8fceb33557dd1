package dev.waypost.providers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What fills the gaps of one part of a template.
///
/// @param buttonKind for buttons: such as `quick_reply`, `url`, `copy_code` or `flow`
/// @param buttonIndex for buttons: the place, from 0
/// @param cards for a carousel
public record TemplateComponent(
        Part part, @Nullable String buttonKind, int buttonIndex, List<Parameter> parameters, List<Card> cards) {
    public TemplateComponent {
        parameters = List.copyOf(parameters);
        cards = List.copyOf(cards);
    }

    /// Texts for the body, in order.
    public static TemplateComponent body(String... texts) {
        List<Parameter> parameters = java.util.Arrays.stream(texts)
                .map(text -> new Parameter(null, new Value.Text(text)))
                .toList();
        return new TemplateComponent(Part.BODY, null, 0, parameters, List.of());
    }

    /// A part of a template.
    public enum Part {
        HEADER,
        BODY,
        FOOTER,
        BUTTON,
        CAROUSEL
    }

    /// One value.
    ///
    /// @param name of the gap, where the template names them
    public record Parameter(@Nullable String name, Value value) {}

    /// One card of a carousel.
    public record Card(int index, List<TemplateComponent> components) {
        public Card {
            components = List.copyOf(components);
        }
    }

    /// What a gap is filled with.
    public sealed interface Value {
        /// A text.
        record Text(String text) implements Value {}

        /// An amount of money, times 1000.
        record Currency(String code, long amount1000, String fallback) implements Value {}

        /// A date as it shall be read.
        record DateTime(String text) implements Value {}

        /// A picture, film or file.
        record Medium(Content.Media media) implements Value {}

        /// A place.
        record Place(Content.Location location) implements Value {}

        /// What a quick-reply button sends back.
        record Payload(String payload) implements Value {}

        /// The code of a copy-code button.
        record CouponCode(String code) implements Value {}

        /// A flow's token and first data, a JSON object.
        record Action(String json) implements Value {}
    }
}
