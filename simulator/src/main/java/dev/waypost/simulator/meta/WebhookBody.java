package dev.waypost.simulator.meta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.http.Json;
import java.nio.charset.StandardCharsets;

/// Puts a change into Meta's envelope and writes it in Meta's letters.
final class WebhookBody {

    private WebhookBody() {}

    /// The value of a `messages` change of this number, still without messages or statuses.
    static ObjectNode value(MetaAccount account) {
        ObjectNode value = Json.object().put("messaging_product", "whatsapp");
        value.putObject("metadata")
                .put("display_phone_number", account.displayPhoneNumber())
                .put("phone_number_id", account.phoneNumberId());
        return value;
    }

    static byte[] of(MetaAccount account, ObjectNode value) {
        ObjectNode body = Json.object().put("object", "whatsapp_business_account");
        ObjectNode entry = body.putArray("entry").addObject().put("id", account.wabaId());
        ObjectNode change = entry.putArray("changes").addObject();
        change.set("value", value);
        change.put("field", "messages");
        return escaped(new String(Json.bytes(body), StandardCharsets.UTF_8)).getBytes(StandardCharsets.US_ASCII);
    }

    /// Meta escapes slashes, and everything beyond ASCII with lower-case digits; the signature covers these bytes.
    ///
    /// Outside texts JSON has neither, so the whole document can be walked as one.
    static String escaped(String json) {
        StringBuilder escaped = new StringBuilder(json.length() + 64);
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '/') {
                escaped.append("\\/");
            } else if (c < 0x7f) {
                escaped.append(c);
            } else {
                escaped.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    escaped.append(Character.forDigit(c >> shift & 0xf, 16));
                }
            }
        }
        return escaped.toString();
    }
}
