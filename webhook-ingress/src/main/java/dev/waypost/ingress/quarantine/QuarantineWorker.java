package dev.waypost.ingress.quarantine;

import dev.waypost.ingress.delivery.Body;
import dev.waypost.ingress.quarantine.QuarantineCapPolicy.Cause;
import dev.waypost.ingress.quarantine.QuarantineCapPolicy.Drop;
import dev.waypost.platform.crypto.SealBroken;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import dev.waypost.providers.InboundEvent;
import dev.waypost.providers.WebhookFormat;
import jakarta.inject.Singleton;
import java.time.Duration;
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
    private static final int MOST_DROPPED = 2000;
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Subject ANYTHING = new Subject(null, null, null);

    private final QuarantineStore store;
    private final Release release;
    private final QuarantineUse use;
    private final QuarantineSettings settings;
    private final Loops loops = new Loops();

    QuarantineWorker(QuarantineStore store, Release release, QuarantineUse use, QuarantineSettings settings) {
        this.store = store;
        this.release = release;
        this.use = use;
        this.settings = settings;
    }

    @Override
    public void start() {
        loops.every("quarantine", settings.interval(), this::runOnce);
        loops.every("quarantine-bounds", LOOK, () -> {
            if (use.isDue()) {
                trim();
            }
        });
    }

    public void runOnce() {
        release(ANYTHING);
        int expired;
        do {
            expired = store.expire(settings.retention(), EXPIRED);
            dropped("", Cause.TOO_OLD, expired);
        } while (expired == EXPIRED);
        trim();
    }

    /// Until all is within bounds.
    public void trim() {
        use.counting();
        while (true) {
            Optional<Drop> drop = store.trim(
                    uses -> QuarantineCapPolicy.next(uses, settings.ofSigner(), settings.all()), MOST_DROPPED);
            if (drop.isEmpty() || drop.get().events() == 0) {
                break;
            }
            dropped(drop.get().signer(), drop.get().cause(), drop.get().events());
        }
        use.counted(store.uses());
    }

    /// @param signer empty: whoever's
    private void dropped(String signer, Cause cause, long events) {
        if (events > 0) {
            use.dropped(cause, events);
            WideEvent.warning("quarantine.dropped")
                    .with("cause", cause.name())
                    .with("signer", signer)
                    .with("events", events)
                    .emit();
        }
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
            Tried tried = release(held);
            if (tried.gone().isEmpty() && !tried.unreadable()) {
                return released;
            }
            after = held.getLast().eventId();
            if (!tried.gone().isEmpty()) {
                store.remove(tried.gone());
                released += tried.gone().size();
                WideEvent.of("quarantine.released")
                        .with("provider", subject.source().provider().name())
                        .with("events", tried.gone().size())
                        .emit();
            }
        }
    }

    /// @param gone events that found an owner
    /// @param unreadable whether some could not be asked about: that says nothing of those behind them
    private record Tried(List<String> gone, boolean unreadable) {}

    private Tried release(List<HeldEvent> held) {
        Map<String, List<HeldEvent>> byBody = held.stream()
                .collect(Collectors.groupingBy(HeldEvent::bodyId, LinkedHashMap::new, Collectors.toList()));
        var gone = new ArrayList<String>(held.size());
        boolean unreadable = false;
        for (var events : byBody.entrySet()) {
            try {
                gone.addAll(release(events.getKey(), events.getValue()));
            } catch (SealBroken e) {
                unreadable = true;
                WideEvent.warning("quarantine.unreadable")
                        .with("body_id", events.getKey())
                        .emit();
            }
        }
        return new Tried(gone, unreadable);
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
        loops.close();
    }
}
