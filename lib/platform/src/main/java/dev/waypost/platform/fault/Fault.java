package dev.waypost.platform.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A call that cannot be answered, and why: the only exception that crosses a service's edge.
///
/// Everything put into it is shown to the caller; a cause never is.
public final class Fault extends RuntimeException {
    private static final Duration DEFAULT_RETRY = Duration.ofSeconds(1);

    /// One broken field rule: which field, and what was found and expected.
    public record Violation(String field, String description) {
        private static final int LONGEST = 64;

        /// A caller's text as a description may quote it: bounded, and whatever is not printable ASCII as its code
        /// point, so that a look-alike does not look alike here.
        public static String shown(String text) {
            var shown = new StringBuilder();
            text.codePoints().limit(LONGEST).forEach(c -> {
                if (c >= 0x20 && c < 0x7f) {
                    shown.append((char) c);
                } else {
                    shown.append("\\u{").append(Integer.toHexString(c)).append('}');
                }
            });
            boolean cut = text.codePointCount(0, text.length()) > LONGEST;
            return cut ? shown.append("...").toString() : shown.toString();
        }
    }

    private final Reason reason;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final List<Violation> violations = new ArrayList<>();
    private @Nullable String detail;
    private @Nullable Duration retryAfter;

    private Fault(Reason reason) {
        super(reason.name());
        this.reason = reason;
    }

    public static Fault of(Reason reason) {
        return new Fault(reason);
    }

    /// A fact that tells the caller which thing it is about: an id, a limit, a provider. Never a secret or a text.
    public Fault with(String key, Object value) {
        metadata.put(key, String.valueOf(value));
        return this;
    }

    public Fault violation(String field, String description) {
        violations.add(new Violation(field, description));
        return this;
    }

    /// Replaces the reason's standing text.
    public Fault detail(String text) {
        this.detail = text;
        return this;
    }

    public Fault retryAfter(Duration wait) {
        this.retryAfter = wait;
        return this;
    }

    public Fault because(Throwable cause) {
        if (getCause() == null) {
            initCause(cause);
        }
        return this;
    }

    public Reason reason() {
        return reason;
    }

    public Map<String, String> metadata() {
        return Map.copyOf(metadata);
    }

    public List<Violation> violations() {
        return List.copyOf(violations);
    }

    public boolean hasViolations() {
        return !violations.isEmpty();
    }

    /// How long to wait before the same call is worth making again; empty when waiting does not help.
    public Optional<Duration> retryAfter() {
        if (retryAfter != null) {
            return Optional.of(retryAfter);
        }
        return reason.retry() == Reason.Retry.AFTER_DELAY ? Optional.of(DEFAULT_RETRY) : Optional.empty();
    }

    public String text() {
        return detail != null ? detail : reason.meaning();
    }

    @Override
    public String getMessage() {
        return reason + ": " + text() + (metadata.isEmpty() ? "" : " " + metadata)
                + (violations.isEmpty() ? "" : " " + violations);
    }
}
