package dev.waypost.console.hub;

import dev.waypost.console.edge.Answer;
import dev.waypost.console.json.Json;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import io.micronaut.http.HttpRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/// The part of a list that a caller asks for.
record Page(String path, int size, String token, String tenantId) {
    private static final int MOST = 1000;

    static Page of(HttpRequest<?> request) {
        String size = request.getParameters().get("page_size", String.class, "0");
        if (!size.matches("[0-9]{1,4}") || Integer.parseInt(size) > MOST) {
            throw Fault.of(Reason.FIELD_INVALID)
                    .violation("page_size", "value: " + size + " (expected: 0 to " + MOST + ")");
        }
        return new Page(
                request.getPath(),
                Integer.parseInt(size),
                request.getParameters().get("page_token", String.class, ""),
                request.getParameters().get("tenant_id", String.class, ""));
    }

    <T> Answer answer(List<T> items, Function<T, Json> json, String nextToken) {
        Answer answer =
                Answer.ok(items.stream().map(item -> json.apply(item).fields()).toList());
        if (nextToken.isEmpty()) {
            return answer;
        }
        String query = "?page_size=" + size + "&page_token=" + encoded(nextToken)
                + (tenantId.isEmpty() ? "" : "&tenant_id=" + encoded(tenantId));
        return answer.with("Link", "<" + path + query + ">; rel=\"next\"");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
