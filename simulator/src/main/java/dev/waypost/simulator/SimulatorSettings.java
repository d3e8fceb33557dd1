package dev.waypost.simulator;

import dev.waypost.simulator.webhook.WebhookSettings;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// What can be chosen about a simulator beside its port.
///
/// @param bind address to listen on; loopback unless told otherwise, for there is no authentication
/// @param random must be safe for use by many threads
public record SimulatorSettings(String bind, WebhookSettings webhooks, InstantSource clock, RandomGenerator random) {

    public static SimulatorSettings defaults() {
        return new SimulatorSettings("127.0.0.1", WebhookSettings.DEFAULT, InstantSource.system(), new SecureRandom());
    }

    public SimulatorSettings withBind(String changed) {
        return new SimulatorSettings(changed, webhooks, clock, random);
    }

    public SimulatorSettings withWebhooks(WebhookSettings changed) {
        return new SimulatorSettings(bind, changed, clock, random);
    }
}
