package dev.waypost.platform.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.settings.Secret;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class ServiceIdentityTest {
    private static final Instant NOW = Instant.parse("2026-11-21T04:00:00Z");
    private final ServiceIdentity sender = identity("a-service-key-of-16", NOW);

    @Test
    void a_service_of_the_same_installation_is_recognised() {
        assertThat(identity("a-service-key-of-16", NOW).verify(sender.token())).hasValueSatisfying(caller -> {
            assertThat(caller.id()).isEqualTo("service:send");
            assertThat(caller.role()).isEqualTo(Role.SERVICE);
        });
    }

    @Test
    void a_token_dies_after_minutes_and_in_another_installation() {
        String token = sender.token();

        assertThat(identity("a-service-key-of-16", NOW.plusSeconds(301)).verify(token))
                .isEmpty();
        assertThat(identity("another-service-key", NOW).verify(token)).isEmpty();
    }

    @Test
    void a_forged_token_is_refused() {
        String token = sender.token();

        assertThat(sender.verify(token.replace("send", "config"))).isEmpty();
        assertThat(sender.verify("wps.send.9999999999.")).isEmpty();
        assertThat(sender.verify("wps.send.x." + token.substring(token.lastIndexOf('.') + 1)))
                .isEmpty();
        assertThat(sender.verify("wps.")).isEmpty();
    }

    private static ServiceIdentity identity(String key, Instant now) {
        return new ServiceIdentity(new AuthSettings(null, Secret.of(key)), InstantSource.fixed(now), "send");
    }
}
