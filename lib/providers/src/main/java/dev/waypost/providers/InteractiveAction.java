package dev.waypost.providers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What can be pressed in an interactive message.
public sealed interface InteractiveAction {

    /// The name of this kind, as errors say it.
    String kind();

    /// Buttons that send a reply.
    record Buttons(List<Button> buttons) implements InteractiveAction {
        public Buttons {
            buttons = List.copyOf(buttons);
        }

        @Override
        public String kind() {
            return "buttons";
        }
    }

    /// One reply button; its id comes back when it is pressed.
    record Button(String id, String title) {}

    /// A list to choose from, behind one button.
    record Choices(String button, List<Section> sections) implements InteractiveAction {
        public Choices {
            sections = List.copyOf(sections);
        }

        @Override
        public String kind() {
            return "list";
        }
    }

    /// Rows under one title.
    record Section(@Nullable String title, List<Row> rows) {
        public Section {
            rows = List.copyOf(rows);
        }
    }

    /// One row; its id comes back when it is chosen.
    record Row(String id, String title, @Nullable String description) {}

    /// One button that opens a web page.
    record LinkButton(String title, String url) implements InteractiveAction {
        @Override
        public String kind() {
            return "link_button";
        }
    }

    /// A flow: forms inside WhatsApp.
    ///
    /// @param screen to begin with; null means the first
    /// @param dataJson for the first screen, a JSON object
    record Flow(
            String flowId,
            String button,
            @Nullable String token,
            @Nullable String screen,
            @Nullable String dataJson,
            boolean draft)
            implements InteractiveAction {
        @Override
        public String kind() {
            return "flow";
        }
    }

    /// A button that asks for the user's place.
    record LocationRequest() implements InteractiveAction {
        @Override
        public String kind() {
            return "location_request";
        }
    }

    /// Anything else, as the provider's own `interactive` object in JSON.
    record ProviderJson(String json) implements InteractiveAction {
        @Override
        public String kind() {
            return "provider_json";
        }
    }
}
