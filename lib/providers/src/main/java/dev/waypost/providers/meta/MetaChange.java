package dev.waypost.providers.meta;

import dev.waypost.providers.webhook.JsonCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One change of an entry as read: what it is about becomes known only at its end, as Meta's fields have no order.
final class MetaChange {
    /// A user as the change's own list of contacts knows them.
    record Contact(@Nullable String number, @Nullable String userId) {}

    final List<MetaItem> items = new ArrayList<>(1);
    final List<Contact> contacts = new ArrayList<>(1);
    int start;
    int end;

    @Nullable
    String field;

    @Nullable
    String phoneNumberId;

    private MetaChange() {}

    static MetaChange read(JsonCursor json) throws IOException {
        var change = new MetaChange();
        change.start = json.start();
        if (json.entersObject()) {
            for (String name = json.field(); name != null; name = json.field()) {
                switch (name) {
                    case "field" -> change.field = json.text();
                    case "value" -> change.value(json);
                    default -> {}
                }
            }
        }
        change.end = json.end();
        return change;
    }

    /// What changed. Published samples leave the field out now and then; the value still tells.
    String kind() {
        if (field != null) {
            return field;
        }
        return items.isEmpty() ? "unknown" : items.getFirst().list.field;
    }

    private void value(JsonCursor json) throws IOException {
        if (!json.entersObject()) {
            return;
        }
        for (String name = json.field(); name != null; name = json.field()) {
            switch (name) {
                case "metadata" -> metadata(json);
                case "contacts" -> contacts(json);
                default -> list(json, MetaList.named(name));
            }
        }
    }

    private void list(JsonCursor json, @Nullable MetaList list) throws IOException {
        if (list != null && json.entersArray()) {
            while (json.element()) {
                items.add(MetaItem.read(json, list));
            }
        }
    }

    private void metadata(JsonCursor json) throws IOException {
        if (json.entersObject()) {
            for (String name = json.field(); name != null; name = json.field()) {
                if (name.equals("phone_number_id")) {
                    phoneNumberId = json.text();
                }
            }
        }
    }

    private void contacts(JsonCursor json) throws IOException {
        if (!json.entersArray()) {
            return;
        }
        while (json.element()) {
            if (json.entersObject()) {
                @Nullable String number = null;
                @Nullable String userId = null;
                for (String name = json.field(); name != null; name = json.field()) {
                    switch (name) {
                        case "wa_id" -> number = json.text();
                        case "user_id" -> userId = json.text();
                        default -> {}
                    }
                }
                contacts.add(new Contact(number, userId));
            }
        }
    }
}
