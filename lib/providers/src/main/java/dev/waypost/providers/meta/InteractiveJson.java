package dev.waypost.providers.meta;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.providers.Content;
import dev.waypost.providers.InteractiveAction;
import dev.waypost.providers.InteractiveHeader;
import dev.waypost.providers.JsonFields;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An interactive message in Meta's JSON.
final class InteractiveJson {

    private InteractiveJson() {}

    static Object of(Content.Interactive interactive) {
        if (interactive.action() instanceof InteractiveAction.ProviderJson own) {
            return MetaJson.read(own.json());
        }
        String footer = interactive.footer();
        return JsonFields.of(
                "type",
                type(interactive.action()),
                "header",
                header(interactive.header()),
                "body",
                Map.of("text", interactive.body()),
                "footer",
                footer == null ? null : Map.of("text", footer),
                "action",
                action(interactive.action()));
    }

    private static String type(InteractiveAction action) {
        return switch (action) {
            case InteractiveAction.Buttons _ -> "button";
            case InteractiveAction.Choices _ -> "list";
            case InteractiveAction.LinkButton _ -> "cta_url";
            case InteractiveAction.Flow _ -> "flow";
            case InteractiveAction.LocationRequest _ -> "location_request_message";
            case InteractiveAction.ProviderJson own ->
                MetaJson.read(own.json()).path("type").asText();
        };
    }

    private static @Nullable Map<String, Object> header(@Nullable InteractiveHeader header) {
        return switch (header) {
            case InteractiveHeader.Text text -> JsonFields.of("type", "text", "text", text.text());
            case InteractiveHeader.Medium medium ->
                JsonFields.of("type", medium.media().type(), medium.media().type(), TemplateJson.media(medium.media()));
            case null -> null;
        };
    }

    private static Object action(InteractiveAction action) {
        return switch (action) {
            case InteractiveAction.Buttons buttons ->
                Map.of(
                        "buttons",
                        buttons.buttons().stream()
                                .map(button -> JsonFields.of(
                                        "type",
                                        "reply",
                                        "reply",
                                        JsonFields.of("id", button.id(), "title", button.title())))
                                .toList());
            case InteractiveAction.Choices choices ->
                JsonFields.of(
                        "button",
                        choices.button(),
                        "sections",
                        choices.sections().stream()
                                .map(InteractiveJson::section)
                                .toList());
            case InteractiveAction.LinkButton link ->
                JsonFields.of(
                        "name",
                        "cta_url",
                        "parameters",
                        JsonFields.of("display_text", link.title(), "url", link.url()));
            case InteractiveAction.Flow flow -> JsonFields.of("name", "flow", "parameters", flow(flow));
            case InteractiveAction.LocationRequest _ -> Map.of("name", "send_location");
            case InteractiveAction.ProviderJson own -> MetaJson.read(own.json()).path("action");
        };
    }

    private static Map<String, Object> section(InteractiveAction.Section section) {
        List<Map<String, Object>> rows = section.rows().stream()
                .map(row -> JsonFields.of("id", row.id(), "title", row.title(), "description", row.description()))
                .toList();
        return JsonFields.of("title", section.title(), "rows", rows);
    }

    private static Map<String, Object> flow(InteractiveAction.Flow flow) {
        @Nullable JsonNode data = flow.dataJson() == null ? null : MetaJson.read(flow.dataJson());
        boolean opensScreen = flow.screen() != null || data != null;
        return JsonFields.of(
                "flow_message_version",
                "3",
                "flow_id",
                flow.flowId(),
                "flow_cta",
                flow.button(),
                "flow_token",
                flow.token(),
                "mode",
                flow.draft() ? "draft" : null,
                "flow_action",
                opensScreen ? "navigate" : null,
                "flow_action_payload",
                opensScreen ? JsonFields.of("screen", flow.screen(), "data", data) : null);
    }
}
