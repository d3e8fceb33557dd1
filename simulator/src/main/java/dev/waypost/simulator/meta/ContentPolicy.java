package dev.waypost.simulator.meta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/// Decides, by message type, whether the content has the shape that Meta asks for.
final class ContentPolicy {
    static final Set<String> TYPES = Set.of(
            "text",
            "image",
            "video",
            "audio",
            "document",
            "sticker",
            "location",
            "contacts",
            "reaction",
            "interactive",
            "template");
    private static final Set<String> INTERACTIVE = Set.of(
            "button",
            "list",
            "cta_url",
            "flow",
            "product",
            "product_list",
            "catalog_message",
            "location_request_message",
            "address_message",
            "call_permission_request",
            "request_contact_info",
            "voice_call",
            "carousel");
    private static final Set<String> BODILESS = Set.of("product", "voice_call", "call_permission_request");
    private static final Set<String> COMPONENTS =
            Set.of("header", "body", "button", "footer", "carousel", "limited_time_offer", "order_status");

    private ContentPolicy() {}

    static void check(String type, ObjectNode body, Shape shape) {
        if (type.equals("contacts")) {
            contacts(shape.list(body, "contacts"), shape);
            return;
        }
        JsonNode content = shape.object(body, type);
        if (!shape.fine()) {
            return;
        }
        switch (type) {
            case "text" -> {
                shape.text(content, "body", 4096);
                shape.optionalFlag(content, "preview_url");
            }
            case "location" -> {
                shape.number(content, "latitude");
                shape.number(content, "longitude");
            }
            case "reaction" -> {
                shape.text(content, "message_id", 512);
                shape.optionalText(content, "emoji", 64);
            }
            case "template" -> template(content, shape);
            case "interactive" -> interactive(content, shape);
            default -> media(type, content, shape);
        }
    }

    private static void media(String type, JsonNode media, Shape shape) {
        if (media.has("id") == media.has("link")) {
            shape.refuse(
                    media.has("id")
                            ? MetaError.of(
                                    131009, "Of '" + type + ".id' and '" + type + ".link' exactly one may be given")
                            : Shape.missing(type + ".id or " + type + ".link"));
        }
        shape.optionalText(media, "id", 512);
        shape.optionalText(media, "link", 4096);
        if (media.has("link") && !media.path("link").asText().matches("(?i)https?://\\S+")) {
            shape.refuse(MetaError.of(131009, "Parameter 'link' must be an http or https URL"));
        }
        if (media.has("caption") && (type.equals("audio") || type.equals("sticker"))) {
            shape.refuse(MetaError.of(131009, "Parameter 'caption' is not allowed for type " + type));
        }
        shape.optionalText(media, "caption", 1024);
        shape.optionalText(media, "filename", 1024);
    }

    private static void contacts(JsonNode contacts, Shape shape) {
        for (JsonNode contact : contacts) {
            shape.text(shape.object(contact, "name"), "formatted_name", 1024);
        }
    }

    private static void template(JsonNode template, Shape shape) {
        shape.text(template, "name", 512);
        shape.text(shape.object(template, "language"), "code", 32);
        if (template.has("components") && !template.path("components").isArray()) {
            shape.refuse(MetaError.of(131009, "Parameter 'components' must be a list"));
        }
        for (JsonNode component : template.path("components")) {
            shape.oneOf(component.path("type"), "template['components'][]['type']", COMPONENTS);
        }
    }

    private static void interactive(JsonNode interactive, Shape shape) {
        String type = shape.oneOf(interactive.path("type"), "interactive['type']", INTERACTIVE)
                .orElse("");
        if (!BODILESS.contains(type)) {
            shape.text(shape.object(interactive, "body"), "text", type.equals("list") ? 4096 : 1024);
        }
        if (interactive.has("footer")) {
            shape.text(shape.object(interactive, "footer"), "text", 60);
        }
        JsonNode action = shape.object(interactive, "action");
        if (type.equals("button")) {
            buttons(shape.list(action, "buttons"), shape);
        } else if (type.equals("list")) {
            shape.text(action, "button", 20);
            rows(shape.list(action, "sections"), shape);
        }
    }

    private static void buttons(JsonNode buttons, Shape shape) {
        shape.atMost(buttons.size(), "buttons", 3);
        for (JsonNode button : buttons) {
            JsonNode reply = shape.object(button, "reply");
            shape.text(reply, "id", 256);
            shape.text(reply, "title", 20);
        }
    }

    private static void rows(JsonNode sections, Shape shape) {
        int count = 0;
        for (JsonNode section : sections) {
            for (JsonNode row : shape.list(section, "rows")) {
                shape.text(row, "id", 200);
                shape.text(row, "title", 24);
                shape.optionalText(row, "description", 72);
                count++;
            }
        }
        shape.atMost(count, "rows", 10);
    }
}
