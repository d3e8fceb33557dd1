package dev.waypost.simulator.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.http.BadInput;
import dev.waypost.simulator.http.Fields;
import dev.waypost.simulator.http.Json;
import dev.waypost.simulator.meta.Inbound;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads what a user is to write.
///
/// @param phoneNumberId the business number that the user writes to
record InboundOrder(String phoneNumberId, Inbound inbound) {
    private static final Pattern ANY = Pattern.compile("(?s).{1,512}");
    private static final Pattern BODY = Pattern.compile("(?s).{0,4096}");
    private static final Pattern USER_ID = Pattern.compile("[A-Z]{2}\\.(ENT\\.)?[0-9A-Za-z]{1,128}");

    static InboundOrder read(Fields fields) {
        String phoneNumberId = fields.text("phoneNumberId", ANY, "the id of a registered account");
        Optional<String> from = fields.optionalText("from", PhoneNumber.SHAPE, PhoneNumber.EXPECTED)
                .map(PhoneNumber::digits);
        Optional<String> userId =
                fields.optionalText("userId", USER_ID, "a business-scoped user id such as US.13491208655302741918");
        Optional<String> name = fields.optionalText("name", ANY, "a name of 1 to 512 characters");
        Optional<String> replyTo = fields.optionalText("replyTo", ANY, "a message id (wamid…)");
        Optional<String> text = fields.optionalText("text", BODY, "a text of at most 4096 characters");
        Optional<ObjectNode> message = fields.optionalObject("message");
        int copies = fields.optionalInt("copies", 1, 100).orElse(1);
        fields.noOthers();
        if (from.isEmpty() && userId.isEmpty()) {
            throw new BadInput("from: missing (expected: " + PhoneNumber.EXPECTED + ", or a userId)");
        }
        ObjectNode content = content(text, message);
        return new InboundOrder(
                phoneNumberId,
                new Inbound(
                        from.orElse(null),
                        userId.orElse(null),
                        name.orElse(null),
                        replyTo.orElse(null),
                        content,
                        copies));
    }

    /// A text, or any other message in the provider's own words.
    private static ObjectNode content(Optional<String> text, Optional<ObjectNode> message) {
        if (text.isPresent() == message.isPresent()) {
            throw new BadInput(
                    text.isPresent()
                            ? "message: given beside text (expected: one of the two)"
                            : "text: missing (expected: a text, or a message such as {\"type\":\"image\",\"image\":{…}})");
        }
        if (message.isPresent() && !message.get().path("type").isTextual()) {
            throw new BadInput(
                    "message.type: " + Json.shown(message.get().path("type")) + " (expected: a type such as image)");
        }
        return message.orElseGet(() -> {
            ObjectNode content = Json.object();
            content.putObject("text").put("body", text.orElse(""));
            return content.put("type", "text");
        });
    }
}
