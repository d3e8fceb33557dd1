package dev.waypost.console.web.signin;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Slows down whoever tries keys: after so many failures an address waits until its ten minutes are over.
///
/// It counts in memory, each console for itself: keys are too long to be guessed, and this only keeps attempts cheap.
@Singleton
final class SignInLimit {
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final int MOST_ADDRESSES = 10_000;

    private record Failures(Instant since, int count) {}

    private final WebSettings settings;
    private final InstantSource clock;
    private final Map<String, Failures> failures = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    SignInLimit(WebSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /// How long the address must wait; empty when it may try.
    synchronized Optional<Duration> wait(String address) {
        Failures known = current(address);
        return known.count() < settings.signInFailures()
                ? Optional.empty()
                : Optional.of(Duration.between(clock.instant(), known.since().plus(WINDOW)));
    }

    synchronized void failed(String address) {
        Failures known = current(address);
        failures.put(address, new Failures(known.since(), known.count() + 1));
    }

    private Failures current(String address) {
        Instant now = clock.instant();
        Failures known = failures.getOrDefault(address, new Failures(now, 0));
        return known.since().plus(WINDOW).isAfter(now) ? known : new Failures(now, 0);
    }
}
