package dev.waypost.console.edge;

import dev.waypost.console.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/// One page of a list: an array, and in the `Link` header where the next page is.
public final class Page {
    private Page() {}

    public static <T> Answer of(Incoming incoming, List<T> items, Function<T, Json> json, String nextToken) {
        Answer answer =
                Answer.ok(items.stream().map(item -> json.apply(item).fields()).toList());
        return nextToken.isEmpty() ? answer : answer.with("Link", "<" + next(incoming, nextToken) + ">; rel=\"next\"");
    }

    /// The same question, from where this page ends.
    private static String next(Incoming incoming, String token) {
        StringBuilder next = new StringBuilder(incoming.http().getPath()).append('?');
        incoming.http().getParameters().forEach(parameter -> {
            String name = parameter.getKey();
            if (!name.equals("page_token") && !name.equals("pageToken")) {
                next.append(encoded(name))
                        .append('=')
                        .append(encoded(parameter.getValue().getFirst()))
                        .append('&');
            }
        });
        boolean camel = incoming.http().getPath().startsWith("/api/");
        return next.append(camel ? "pageToken=" : "page_token=")
                .append(encoded(token))
                .toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
