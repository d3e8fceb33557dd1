package dev.waypost.ingress.quarantine;

import dev.waypost.ingress.delivery.Body;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.work.Loop;
import dev.waypost.platform.work.Worker;
import dev.waypost.providers.InboundEvent;
import dev.waypost.providers.WebhookFormat;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Gives events in quarantine to whoever owns their number by now, and forgets those that are too old.
///
/// Several processes may do so at the same moment: taking an event in twice stores it once.
@Singleton
public class QuarantineWorker implements Worker {
    private static final int SUBJECTS = 500;
    private static final int EVENTS = 200;
    private static final int EXPIRED = 1000;
    private static final Subject ANYTHING = new Subject(null, null, null);

    private final QuarantineStore store;
    private final Release release;
    private final QuarantineSettings settings;
    private @Nullable Loop loop;

    QuarantineWorker(QuarantineStore store, Release release, QuarantineSettings settings) {
        this.store = store;
        this.release = release;
        this.settings = settings;
    }

    @Override
    public void start() {
        loop = Loop.every("quarantine", settings.interval(), this::runOnce);
    }

    public void runOnce() {
        release(ANYTHING);
        int expired;
        do {
            expired = store.expire(settings.retention(), EXPIRED);
        } while (expired == EXPIRED);
    }

    /// How many events found an owner. Of each subject that still has none only a few are tried.
    public long release(Subject about) {
        long released = 0;
        for (int offset = 0; ; offset += SUBJECTS) {
            List<HeldSubject> subjects = store.subjects(about, offset, SUBJECTS);
            for (HeldSubject subject : subjects) {
                released += release(subject);
            }
            if (subjects.size() < SUBJECTS) {
                return released;
            }
        }
    }

    private long release(HeldSubject subject) {
        long released = 0;
        @Nullable String after = null;
        while (true) {
            List<HeldEvent> held = store.about(subject, after, after == null ? 1 : EVENTS);
            if (held.isEmpty()) {
                return released;
            }
            List<String> gone = release(held);
            if (gone.isEmpty()) {
                return released;
            }
            store.remove(gone);
            released += gone.size();
            after = held.getLast().eventId();
            WideEvent.of("quarantine.released")
                    .with("provider", subject.source().provider().name())
                    .with("events", gone.size())
                    .emit();
        }
    }

    private List<String> release(List<HeldEvent> held) {
        Map<String, List<HeldEvent>> byBody = held.stream()
                .collect(Collectors.groupingBy(HeldEvent::bodyId, LinkedHashMap::new, Collectors.toList()));
        var gone = new ArrayList<String>(held.size());
        byBody.forEach((bodyId, events) -> gone.addAll(release(bodyId, events)));
        return gone;
    }

    private List<String> release(String bodyId, List<HeldEvent> held) {
        Optional<Body> body = store.body(bodyId);
        if (body.isEmpty()) {
            return held.stream().map(HeldEvent::eventId).toList();
        }
        Source source = held.getFirst().source();
        Map<String, String> ids =
                held.stream().collect(Collectors.toMap(HeldEvent::dedupeKey, HeldEvent::eventId, (one, other) -> one));
        List<InboundEvent> events = WebhookFormat.of(source.provider())
                .decoder()
                .decode(body.get().bytes())
                .stream()
                .filter(event -> ids.containsKey(event.dedupeKey()))
                .toList();
        try {
            Set<String> released = release.release(source, body.get(), events).stream()
                    .map(InboundEvent::dedupeKey)
                    .collect(Collectors.toSet());
            return ids.entrySet().stream()
                    .filter(id -> released.contains(id.getKey()))
                    .map(Map.Entry::getValue)
                    .toList();
        } catch (Fault later) {
            WideEvent.warning("quarantine.not_released")
                    .with("reason", later.reason().name())
                    .emit();
            return List.of();
        }
    }

    @Override
    public void close() {
        if (loop != null) {
            loop.close();
        }
    }
}
