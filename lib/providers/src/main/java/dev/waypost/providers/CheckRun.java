package dev.waypost.providers;

import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.platform.http.HttpCall;
import dev.waypost.platform.http.HttpFailure;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// One check under way: its calls share one deadline, and after a failure the steps that are left are skipped.
public final class CheckRun {
    private static final String AFTER_FAILURE = "an earlier step failed";

    private final GuardedHttp http;
    private final String base;
    private final Map<String, String> headers;
    private final long deadline;
    private final Consumer<Check> told;
    private final List<Check> checks = new ArrayList<>();
    private long mark;

    /// @param headers what proves who asks
    /// @param told hears each check as soon as it is made
    public CheckRun(
            GuardedHttp http, String apiUrl, Map<String, String> headers, Duration timeout, Consumer<Check> told) {
        this.http = http;
        this.base = apiUrl.replaceAll("/+$", "");
        this.headers = headers;
        this.told = told;
        this.mark = System.nanoTime();
        this.deadline = mark + timeout.toNanos();
    }

    /// Reads `path` below the endpoint's base address.
    public HttpAnswer get(String path) throws HttpFailure {
        Duration left = Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
        return http.send(new HttpCall("GET", URI.create(base + path), headers, new byte[0], left));
    }

    /// What was found, in the time since the step before.
    public CheckRun add(Check.Step step, Finding finding) {
        long now = System.nanoTime();
        add(new Check(step, finding, Duration.ofNanos(now - mark)));
        mark = now;
        return this;
    }

    /// The checks made, and the others as skipped.
    public List<Check> done() {
        for (Check.Step step : List.of(Check.Step.values()).subList(checks.size(), Check.Step.values().length)) {
            add(new Check(step, new Finding.Skipped(AFTER_FAILURE), Duration.ZERO));
        }
        return List.copyOf(checks);
    }

    private void add(Check check) {
        checks.add(check);
        told.accept(check);
    }

    /// No answer: the provider cannot be asked, whatever the key is worth.
    public static Finding unreachable(HttpFailure failure) {
        return new Finding.Failed(CauseKind.TRANSPORT, "no answer: " + failure.kind());
    }

    /// An answer that says nothing of what was asked.
    public static Finding unexpected(HttpAnswer answer) {
        return new Finding.Failed(CauseKind.TRANSPORT, "HTTP " + answer.status() + " (expected: 200)");
    }

    /// The text as one segment of a path.
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// Whether webhooks that go to these addresses come to us.
    ///
    /// @param known where the provider says that it sends to
    /// @param wanted where it should; empty when nobody knows
    public static Finding wired(List<String> known, String wanted) {
        if (known.isEmpty()) {
            return new Finding.Warned("the provider names no address for webhooks");
        }
        if (wanted.isEmpty()) {
            return new Finding.Skipped("the endpoint is not saved, so its webhook address is not known");
        }
        boolean ours = known.stream().anyMatch(url -> trimmed(url).equals(trimmed(wanted)));
        return ours
                ? new Finding.Passed("webhooks come to this endpoint")
                : new Finding.Warned("webhooks go to " + host(known.getFirst()) + ", not to this endpoint's address");
    }

    private static String trimmed(String url) {
        return url.replaceAll("/+$", "");
    }

    /// Only the host: the rest of a foreign address may be a secret.
    private static String host(String url) {
        try {
            return String.valueOf(URI.create(url).getHost());
        } catch (IllegalArgumentException e) {
            return "an address that is none";
        }
    }
}
