package dev.waypost.config.endpoint;

import dev.waypost.platform.http.ConnectionCheck;
import dev.waypost.platform.http.ConnectionStep;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.providers.Check;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.Finding;
import dev.waypost.providers.Providers;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Looks whether an endpoint could be used now: at the way to its server first, then at what the server says.
///
/// Must run outside of a transaction: it waits for strangers.
@Singleton
class EndpointCheck {
    private static final String AFTER_FAILURE = "an earlier step failed";

    private final ConnectionCheck connection;
    private final Providers providers;

    EndpointCheck(ConnectionCheck connection, Providers providers) {
        this.connection = connection;
        this.providers = providers;
    }

    /// Every step, in order; ends within the budget.
    ///
    /// @param webhookUrl where the provider should send its webhooks; empty when nobody knows yet
    List<CheckedStep> run(EndpointAccess access, String webhookUrl, Duration budget) {
        return run(access, webhookUrl, budget, step -> {});
    }

    /// The same.
    ///
    /// @param told hears each step as soon as it is over
    List<CheckedStep> run(EndpointAccess access, String webhookUrl, Duration budget, Consumer<CheckedStep> told) {
        long begun = System.nanoTime();
        var steps = new ArrayList<CheckedStep>();
        Consumer<CheckedStep> add = step -> {
            steps.add(step);
            told.accept(step);
        };
        connection.run(uri(access.apiUrl()), budget, step -> add.accept(step(step)));
        if (steps.stream().anyMatch(CheckedStep::failed)) {
            for (Check.Step step : Check.Step.values()) {
                add.accept(new CheckedStep(
                        CheckedStep.Kind.valueOf(step.name()),
                        CheckedStep.Outcome.SKIPPED,
                        Duration.ZERO,
                        AFTER_FAILURE));
            }
        } else {
            Duration left = budget.minusNanos(System.nanoTime() - begun);
            providers.of(access.provider()).checker().check(access, webhookUrl, left, check -> add.accept(step(check)));
        }
        WideEvent.of("endpoint.checked")
                .with("provider", access.provider())
                .with("failed", failed(steps))
                .with("duration", Duration.ofNanos(System.nanoTime() - begun))
                .emit();
        return steps;
    }

    /// The names of the steps that failed, with commas between.
    static String failed(List<CheckedStep> steps) {
        return steps.stream()
                .filter(CheckedStep::failed)
                .map(step -> step.kind().name())
                .collect(Collectors.joining(","));
    }

    private static CheckedStep step(ConnectionStep step) {
        return new CheckedStep(
                CheckedStep.Kind.valueOf(step.kind().name()),
                CheckedStep.Outcome.valueOf(step.outcome().name()),
                step.latency(),
                step.detail());
    }

    private static CheckedStep step(Check check) {
        CheckedStep.Outcome outcome = switch (check.finding()) {
            case Finding.Passed passed -> CheckedStep.Outcome.PASSED;
            case Finding.Warned warned -> CheckedStep.Outcome.WARNED;
            case Finding.Failed failed -> CheckedStep.Outcome.FAILED;
            case Finding.Skipped skipped -> CheckedStep.Outcome.SKIPPED;
        };
        return new CheckedStep(
                CheckedStep.Kind.valueOf(check.step().name()),
                outcome,
                check.latency(),
                check.finding().detail());
    }

    /// What is no URL at all fails at the first step, like every other one that cannot be called.
    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            return URI.create("");
        }
    }
}
