package dev.waypost.console.web.frame;

import io.micronaut.http.HttpRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads what a form sends.
public final class FormBody {
    private FormBody() {}

    public static Map<String, List<String>> read(HttpRequest<?> request) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        String body = request.getBody()
                .filter(byte[].class::isInstance)
                .map(bytes -> new String((byte[]) bytes, StandardCharsets.UTF_8))
                .orElse("");
        if (body.isEmpty()) {
            return fields;
        }
        for (String pair : body.split("&", -1)) {
            int cut = pair.indexOf('=');
            String name = decoded(cut < 0 ? pair : pair.substring(0, cut));
            fields.computeIfAbsent(name, _ -> new ArrayList<>()).add(cut < 0 ? "" : decoded(pair.substring(cut + 1)));
        }
        return fields;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // A stray percent sign: what was written is what was meant.
            return text;
        }
    }
}
