package dev.waypost.console.web.frame;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.web.html.Html;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.auth.Role;
import dev.waypost.platform.id.Ids;
import io.micronaut.http.HttpRequest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One request of somebody who is signed in: who it is, what the address and the form say, and when it came.
///
/// @param form what was posted; empty for what was only asked for
public record Visit(HttpRequest<?> http, Caller caller, String token, Map<String, List<String>> form, Instant now) {
    public static final String TOKEN = "csrf";
    public static final String REQUEST_ID = "request_id";

    /// Whether to offer what needs this role; the services check it again.
    public boolean may(Role role) {
        return caller.role().allows(role);
    }

    /// A parameter of the address; empty when it is not there.
    public String query(String name) {
        @Nullable String value = http.getParameters().get(name);
        return value == null ? "" : value.strip();
    }

    /// All values of a parameter of the address.
    public List<String> queries(String name) {
        return http.getParameters().getAll(name);
    }

    /// A field of the form; empty when it is not there.
    public String field(String name) {
        return fields(name).stream().findFirst().orElse("").strip();
    }

    public List<String> fields(String name) {
        return form.getOrDefault(name, List.of());
    }

    public boolean has(String name) {
        return form.containsKey(name);
    }

    /// The id under which the form was handed out: sent twice, it is done once.
    public String requestId() {
        String id = field(REQUEST_ID);
        return id.isEmpty() ? Ids.next("req") : id;
    }

    /// A form that changes something: it carries the token of this session and an id of its own.
    public Html post(Link action, @Nullable Object... parts) {
        return h(
                "form",
                attr("method", "post"),
                attr("action", action),
                hidden(TOKEN, token),
                hidden(REQUEST_ID, Ids.next("req")),
                Arrays.asList(parts));
    }

    /// A question with all that follows from a yes.
    public Html question(Link action, Link back, String title, String yes, @Nullable Object... body) {
        return h(
                "section.card.question",
                attr("aria-labelledby", "question"),
                h("h2#question", title),
                post(
                        action,
                        Html.all(body),
                        h("div.buttons", Parts.danger(yes), Parts.button(back, "Leave it as it is"))));
    }

    public static Html hidden(String name, Object value) {
        return h("input", attr("type", "hidden"), attr("name", name), attr("value", value));
    }
}
