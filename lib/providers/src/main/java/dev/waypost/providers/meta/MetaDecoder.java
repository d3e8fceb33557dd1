package dev.waypost.providers.meta;

import dev.waypost.providers.InboundEvent;
import dev.waypost.providers.InboundEvent.Kind;
import dev.waypost.providers.WebhookDecoder;
import dev.waypost.providers.webhook.EventKey;
import dev.waypost.providers.webhook.Healing;
import dev.waypost.providers.webhook.JsonCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes a Graph webhook apart in one pass: every entry, change, message and status becomes one event.
public final class MetaDecoder implements WebhookDecoder {

    @Override
    public List<InboundEvent> decode(byte[] raw) {
        try {
            return decode(raw, raw);
        } catch (IOException broken) {
            return decodeHealed(raw);
        }
    }

    /// Slow, and only for what no provider should send.
    private static List<InboundEvent> decodeHealed(byte[] raw) {
        try {
            return decode(Healing.of(raw), raw);
        } catch (IOException stillBroken) {
            return List.of(whole(raw));
        }
    }

    private static List<InboundEvent> decode(byte[] readable, byte[] raw) throws IOException {
        var events = new ArrayList<InboundEvent>(1);
        try (JsonCursor json = JsonCursor.over(readable)) {
            if (json.begin() && json.entersObject()) {
                for (String name = json.field(); name != null; name = json.field()) {
                    if (name.equals("entry") && json.entersArray()) {
                        while (json.element()) {
                            entry(json, raw, events);
                        }
                    }
                }
            }
            json.end();
        }
        if (events.isEmpty()) {
            // Signed, but nothing we can take apart: kept whole, so that somebody can look.
            events.add(whole(raw));
        }
        return events;
    }

    private static void entry(JsonCursor json, byte[] raw, List<InboundEvent> events) throws IOException {
        int start = json.start();
        @Nullable String waba = null;
        // Its changes wait for its id, which may come behind them.
        var changes = new ArrayList<MetaChange>(1);
        if (json.entersObject()) {
            for (String name = json.field(); name != null; name = json.field()) {
                if (name.equals("id")) {
                    waba = json.text();
                } else if (name.equals("changes") && json.entersArray()) {
                    while (json.element()) {
                        changes.add(MetaChange.read(json));
                    }
                }
            }
        }
        int end = json.end();
        if (changes.isEmpty()) {
            events.add(InboundEvent.builder(
                            Kind.OTHER, "entry", EventKey.ofContent(raw, start, end, "other", waba, "entry"))
                    .number(null, waba)
                    .place(start, end)
                    .build());
        }
        for (MetaChange change : changes) {
            events(waba, change, raw, events);
        }
    }

    private static void events(@Nullable String waba, MetaChange change, byte[] raw, List<InboundEvent> events) {
        String field = change.kind();
        boolean apart = false;
        for (MetaItem item : change.items) {
            if (item.list.field.equals(field)) {
                apart = true;
                events.add(event(waba, change, item, raw));
            }
        }
        if (!apart) {
            // entry.time stays out of the key: it is when Meta sent it, and differs from try to try.
            events.add(InboundEvent.builder(
                            MetaKinds.of(field),
                            field,
                            EventKey.ofContent(raw, change.start, change.end, "other", waba, field))
                    .number(change.phoneNumberId, waba)
                    .place(change.start, change.end)
                    .build());
        }
    }

    private static InboundEvent event(@Nullable String waba, MetaChange change, MetaItem item, byte[] raw) {
        return switch (item.list) {
            case MESSAGES -> item.id == null ? other(waba, change, item, raw) : message(waba, change, item, item.id);
            case STATUSES ->
                item.id == null || item.status == null
                        ? other(waba, change, item, raw)
                        : status(waba, change, item, item.id, item.status);
            case ECHOES -> item.id == null ? other(waba, change, item, raw) : echo(waba, change, item, item.id);
            case ERRORS, CALLS, PREFERENCES, USER_IDS -> other(waba, change, item, raw);
        };
    }

    private static InboundEvent message(@Nullable String waba, MetaChange change, MetaItem item, String id) {
        String key = EventKey.of("message", change.phoneNumberId, id);
        var event = builder(Kind.MESSAGE, item.type == null ? "unknown" : item.type, key, waba, change, item)
                .message(id)
                .replyTo(item.quoted == null ? item.reactedTo : item.quoted)
                .text(item.text);
        MetaUser.ofMessage(change, item).into(event);
        return event.build();
    }

    private static InboundEvent status(
            @Nullable String waba, MetaChange change, MetaItem item, String id, String state) {
        // In a group every participant has a status of their own.
        @Nullable
        String who = MetaUser.first(item.participantId, item.participantUserId, item.recipientId, item.recipientUserId);
        String key = EventKey.of("status", change.phoneNumberId, id, state, who, item.errorCode);
        var event = builder(Kind.STATUS, state, key, waba, change, item)
                .message(id)
                .status(state)
                .callbackData(item.callbackData);
        MetaUser.ofStatus(change, item).into(event);
        return event.build();
    }

    private static InboundEvent echo(@Nullable String waba, MetaChange change, MetaItem item, String id) {
        String key = EventKey.of("echo", change.phoneNumberId, id);
        return builder(Kind.OTHER, item.list.field, key, waba, change, item)
                .message(id)
                .user(item.to, item.toUserId)
                .build();
    }

    private static InboundEvent other(@Nullable String waba, MetaChange change, MetaItem item, byte[] raw) {
        String type = item.list == MetaList.ERRORS ? "errors" : item.list.field;
        String key = EventKey.ofContent(raw, item.start, item.end, "other", waba, type);
        var event = builder(Kind.OTHER, type, key, waba, change, item);
        MetaUser.ofOther(item).into(event);
        return event.build();
    }

    private static InboundEvent.Builder builder(
            Kind kind, String type, String key, @Nullable String waba, MetaChange change, MetaItem item) {
        return InboundEvent.builder(kind, type, key)
                .number(change.phoneNumberId, waba)
                .error(item.errorCode, item.errorTitle)
                .time(item.time)
                .place(item.start, item.end);
    }

    private static InboundEvent whole(byte[] raw) {
        return InboundEvent.builder(Kind.OTHER, "unreadable", EventKey.ofContent(raw, 0, raw.length, "whole"))
                .place(0, raw.length)
                .build();
    }
}
