package dev.waypost.simulator.meta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Decides what a POST to `/messages` asks for and whether Meta would take it.
final class OrderPolicy {
    private static final Set<String> RECIPIENT_TYPES = Set.of("individual", "group");
    private static final int MOST_CORRELATION = 512;
    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9 ()\\-]{5,30}");
    private static final Pattern USER_ID = Pattern.compile("[A-Z]{2}\\.(ENT\\.)?[0-9A-Za-z]{1,128}");

    private OrderPolicy() {}

    static Order read(ObjectNode body) {
        String product = body.path("messaging_product").asText("");
        if (product.isEmpty()) {
            return refused(MetaError.parameter("The parameter messaging_product is required."));
        }
        if (!product.equals("whatsapp")) {
            return refused(MetaError.parameter(
                    "Param messaging_product must be one of {WHATSAPP} - got \"" + product + "\"."));
        }
        return body.has("status") ? markRead(body) : send(body);
    }

    private static Order markRead(ObjectNode body) {
        Shape shape = new Shape();
        shape.oneOf(body.path("status"), "status", Set.of("read"));
        shape.text(body, "message_id", 512);
        if (body.has("typing_indicator")) {
            shape.oneOf(shape.object(body, "typing_indicator").path("type"), "typing_indicator.type", Set.of("text"));
        }
        return shape.wrong()
                .<Order>map(Order.Refused::new)
                .orElseGet(() -> new Order.MarkRead(body.path("message_id").asText()));
    }

    private static Order send(ObjectNode body) {
        Shape shape = new Shape();
        if (body.has("recipient_type")) {
            shape.oneOf(body.path("recipient_type"), "recipient_type", RECIPIENT_TYPES);
        }
        recipient(body, shape);
        if (body.has("context")) {
            shape.text(shape.object(body, "context"), "message_id", 512);
        }
        shape.optionalText(body, "biz_opaque_callback_data", MOST_CORRELATION);
        Optional<String> type =
                body.has("type") ? shape.oneOf(body.path("type"), "type", ContentPolicy.TYPES) : Optional.of("text");
        type.ifPresent(known -> ContentPolicy.check(known, body, shape));
        return shape.wrong()
                .<Order>map(Order.Refused::new)
                .orElseGet(() -> new Order.Send(
                        type.orElseThrow(),
                        body.has("to") ? body.path("to").asText() : null,
                        body.has("to") ? null : body.path("recipient").asText(),
                        body.has("biz_opaque_callback_data")
                                ? body.path("biz_opaque_callback_data").asText()
                                : null));
    }

    private static void recipient(ObjectNode body, Shape shape) {
        JsonNode to = body.path("to");
        JsonNode recipient = body.path("recipient");
        boolean group = body.path("recipient_type").asText("").equalsIgnoreCase("group");
        if (to.isMissingNode() && recipient.isMissingNode()) {
            shape.refuse(MetaError.parameter("The parameter to is required."));
        } else if (!to.isMissingNode()) {
            String text = to.asText("");
            if (to.isContainerNode()
                    || text.isEmpty()
                    || (!group && !NUMBER.matcher(text).matches())) {
                shape.refuse(MetaError.of(131009, "Parameter 'to' must be a phone number"));
            }
        } else if (!USER_ID.matcher(recipient.asText("")).matches()) {
            shape.refuse(MetaError.of(131009, "Parameter 'recipient' must be a business-scoped user id"));
        }
    }

    private static Order refused(MetaError error) {
        return new Order.Refused(error);
    }
}
