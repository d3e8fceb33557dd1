package dev.waypost.ingress.receive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PublicPathTest {
    @Test
    void the_documented_paths_are_told_apart() {
        assertThat(PublicPath.of("/health")).isEqualTo(new PublicPath.Health());
        assertThat(PublicPath.of("/api/whatsapp/webhook/t1/e1")).isEqualTo(new PublicPath.OfEndpoint("t1", "e1"));
        assertThat(PublicPath.of("/api/webhooks/whatsapp/t1")).isEqualTo(new PublicPath.OfTenant("t1"));
    }

    @Test
    void the_hub_and_the_gateways_have_paths_with_and_without_an_id() {
        assertThat(PublicPath.of("/meta/webhook")).isEqualTo(new PublicPath.Hub(""));
        assertThat(PublicPath.of("/meta/webhook/123")).isEqualTo(new PublicPath.Hub("123"));
        assertThat(PublicPath.of("/webhook/waha")).isEqualTo(new PublicPath.OfGateway(""));
        assertThat(PublicPath.of("/webhook/gateway/g1")).isEqualTo(new PublicPath.OfGateway("g1"));
        // An id that cannot be one is not the same as none.
        assertThat(PublicPath.of("/meta/webhook/")).isEqualTo(new PublicPath.Hub(PublicPath.NOBODY));
        assertThat(PublicPath.of("/webhook/gateway/a:b")).isEqualTo(new PublicPath.OfGateway(PublicPath.NOBODY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "*",
                "//",
                "/api",
                "/health/",
                "/healthz",
                "/meta",
                "/meta/webhook/1/2",
                "/webhook",
                "/prometheus",
                "/api/whatsapp/webhook/t1",
                "/api/whatsapp/webhook/t1/e1/x",
                "/api/whatsapp/webhook/t1/e1/x/y/z",
                "http://h/health"
            })
    void everything_else_is_nothing(String path) {
        assertThat(PublicPath.of(path)).isEqualTo(new PublicPath.Unknown());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:b", "%2e%2e", "..", "a%00", "a;b", "é", "{a}", "*", ""})
    void what_cannot_be_an_id_never_travels_on(String id) {
        assertThat(PublicPath.of("/api/whatsapp/webhook/" + id + "/e1")).isEqualTo(new PublicPath.OfEndpoint("", "e1"));
    }
}
