package dev.waypost.ingress.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.settings.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StandardWebhookTest {
    @Test
    void signs_the_published_example_as_published() {
        // The example of the specification's own libraries.
        var signed = StandardWebhook.sign(
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                Instant.ofEpochSecond(1614265330),
                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8),
                List.of(Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")));

        assertThat(signed.signature()).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assertThat(signed.timestamp()).isEqualTo("1614265330");
    }

    @Test
    void headers_that_frame_or_speak_for_us_are_not_custom() {
        assertThat(CustomHeaderPolicy.allows("X-Api-Key", "k1")).isTrue();
        assertThat(CustomHeaderPolicy.allows("Authorization", "Bearer x")).isTrue();
        for (String name : new String[] {
            "Host", "content-length", "Transfer-Encoding", "Connection", "Webhook-Id", "X-Hub-Signature-256",
                    "X-Tenant-ID",
            "X-Waypost-Event-Id", "traceparent", "", "a b", "a:b", "a\r\nb", "é"
        }) {
            assertThat(CustomHeaderPolicy.allows(name, "v")).as(name).isFalse();
        }
        assertThat(CustomHeaderPolicy.allows("X-A", "a\r\nHost: evil")).isFalse();
    }
}
