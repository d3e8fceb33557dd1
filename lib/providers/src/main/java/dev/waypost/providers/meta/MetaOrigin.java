package dev.waypost.providers.meta;

import dev.waypost.providers.webhook.JsonCursor;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Finds whose secret a Graph webhook must have been signed with, before anything in it is believed.
///
/// One path takes the webhooks of every app, and only the business accounts and numbers in the body say which app it
/// is. They are read up to the first that leads to one; what they claim proves nothing, and is not used again.
public final class MetaOrigin<T> {
    /// Each may cost a question to another process, and anybody can send us a body.
    private static final int MOST_ASKED = 8;

    private final Function<String, Optional<T>> byAccount;
    private final Function<String, Optional<T>> byNumber;
    private final Set<String> asked = new HashSet<>();

    private MetaOrigin(Function<String, Optional<T>> byAccount, Function<String, Optional<T>> byNumber) {
        this.byAccount = byAccount;
        this.byNumber = byNumber;
    }

    /// What the first account or number leads to that leads anywhere.
    public static <T> Optional<T> find(
            byte[] body, Function<String, Optional<T>> byAccount, Function<String, Optional<T>> byNumber) {
        try (JsonCursor json = JsonCursor.over(body)) {
            return json.begin() ? new MetaOrigin<>(byAccount, byNumber).body(json) : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private Optional<T> body(JsonCursor json) throws IOException {
        if (json.entersObject()) {
            for (String name = json.field(); name != null; name = json.field()) {
                if (name.equals("entry") && json.entersArray()) {
                    while (json.element()) {
                        Optional<T> found = entry(json);
                        if (found.isPresent() || asked.size() >= MOST_ASKED) {
                            return found;
                        }
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Optional<T> entry(JsonCursor json) throws IOException {
        Optional<T> found = Optional.empty();
        if (json.entersObject()) {
            for (String name = json.field(); name != null; name = json.field()) {
                if (name.equals("id")) {
                    found = ask(json.text(), byAccount);
                } else if (name.equals("changes") && json.entersArray()) {
                    while (json.element()) {
                        Optional<T> of = number(json);
                        if (of.isPresent()) {
                            return of;
                        }
                    }
                }
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return found;
    }

    private Optional<T> number(JsonCursor json) throws IOException {
        @Nullable String number = null;
        if (json.entersObject()) {
            for (String name = json.field(); name != null; name = json.field()) {
                if (name.equals("value") && json.entersObject()) {
                    for (String of = json.field(); of != null; of = json.field()) {
                        if (of.equals("metadata")) {
                            number = json.textIn("phone_number_id");
                        }
                    }
                }
            }
        }
        return ask(number, byNumber);
    }

    private Optional<T> ask(@Nullable String id, Function<String, Optional<T>> by) {
        boolean may = id != null && id.length() <= 64 && asked.size() < MOST_ASKED && asked.add(id);
        return may && id != null ? by.apply(id) : Optional.empty();
    }
}
