package dev.waypost.simulator.ledger;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.http.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What every provider face accepted, in order. Bounded: the oldest entry is forgotten first.
public final class Ledger {
    private static final int MOST = 50_000;

    private final ArrayDeque<Numbered> entries = new ArrayDeque<>();
    private final Map<String, Integer> seen = new HashMap<>();
    private long total;

    record Numbered(long number, LedgerEntry entry) {}

    /// Which entries to show; what is empty matches any.
    public record Filter(
            long after,
            int limit,
            Optional<String> phoneNumberId,
            Optional<String> to,
            Optional<String> correlationId) {

        boolean holds(Numbered numbered) {
            LedgerEntry entry = numbered.entry();
            return numbered.number() > after
                    && phoneNumberId.map(entry.phoneNumberId()::equals).orElse(true)
                    && to.map(entry.to()::equals).orElse(true)
                    && correlationId.map(id -> id.equals(entry.correlationId())).orElse(true);
        }
    }

    public synchronized void add(LedgerEntry entry) {
        entries.add(new Numbered(++total, entry));
        if (entry.correlationId() != null) {
            seen.merge(entry.correlationId(), 1, Integer::sum);
        }
        if (entries.size() > MOST) {
            String forgotten = entries.remove().entry().correlationId();
            if (forgotten != null) {
                seen.computeIfPresent(forgotten, (id, times) -> times == 1 ? null : times - 1);
            }
        }
    }

    public ObjectNode show(Filter filter) {
        List<ObjectNode> found = new ArrayList<>();
        ObjectNode shown = Json.object();
        synchronized (this) {
            entries.stream().filter(filter::holds).limit(filter.limit()).forEach(numbered -> found.add(show(numbered)));
            shown.put("total", total).put("forgotten", total - entries.size());
        }
        ArrayNode list = Json.array();
        list.addAll(found);
        shown.set("entries", list);
        return shown;
    }

    private ObjectNode show(Numbered numbered) {
        LedgerEntry entry = numbered.entry();
        return Json.object()
                .put("number", numbered.number())
                .put("provider", entry.provider())
                .put("phoneNumberId", entry.phoneNumberId())
                .put("id", entry.id())
                .put("to", entry.to())
                .put("type", entry.type())
                .put("contentSha256", entry.contentSha256())
                .put("time", entry.time().toString())
                .put("correlationId", entry.correlationId())
                .put("timesSeen", entry.correlationId() == null ? 1 : seen.getOrDefault(entry.correlationId(), 1));
    }

    public synchronized void clear() {
        entries.clear();
        seen.clear();
        total = 0;
    }
}
