package dev.waypost.providers.meta;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// Webhook bodies and the published samples.
final class Samples {
    private Samples() {}

    static JsonNode json(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(Samples.class.getResourceAsStream(resource), resource)) {
            return MetaJson.read(in.readAllBytes());
        }
    }

    static String messages(String waba, String number, String message) {
        return change(waba, number, "messages", message);
    }

    static String statuses(String waba, String number, String status) {
        return change(waba, number, "statuses", status);
    }

    private static String change(String waba, String number, String list, String element) {
        return """
                {"object":"whatsapp_business_account","entry":[{"id":"%s","changes":[{"field":"messages","value":
                {"messaging_product":"whatsapp","metadata":{"phone_number_id":"%s"},"%s":[%s]}}]}]}""".formatted(waba, number, list, element);
    }
}
