package dev.waypost.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OlderNamesTest {
    private static final Map<String, String> OLDER = Map.of(
            "WHATSAPP_MAX_SESSIONS", "500",
            "WHATSAPP_SESSION_TTL", "3600000",
            "WHATSAPP_HEALTH_CHECK_ENABLED", "false",
            "WHATSAPP_DEBUG_BAILEYS", "true",
            "WHATSAPP_MULTI_TENANT", "false",
            "DEFAULT_COMPANY_ID", "962302");

    @Test
    void each_service_takes_what_became_a_setting_of_its_own() {
        assertThat(OlderNames.of("send", OLDER, Set.of()).settings())
                .containsOnly(
                        Map.entry("waypost.send.sessions.max-total", "500"),
                        Map.entry("waypost.send.sessions.idle-ttl", "3600000ms"));
        assertThat(OlderNames.of("health", OLDER, Set.of()).settings())
                .containsOnly(Map.entry("waypost.health.probe.enabled", "false"));
        assertThat(OlderNames.of("ingress", OLDER, Set.of()).settings()).isEmpty();
    }

    @Test
    void the_setting_itself_wins() {
        Map<String, String> both = Map.of("WHATSAPP_MAX_SESSIONS", "500", "WAYPOST_SEND_SESSIONS_MAX_TOTAL", "7");

        assertThat(OlderNames.of("send", both, Set.of()).settings()).isEmpty();
        assertThat(OlderNames.of("send", OLDER, Set.of("waypost.send.sessions.max-total"))
                        .names())
                .containsOnlyKeys("WHATSAPP_SESSION_TTL");
    }

    @Test
    void a_single_tenant_is_named_and_otherwise_not_meant() {
        assertThat(OlderNames.of("console", OLDER, Set.of()).settings())
                .containsOnly(Map.entry("waypost.console.default-tenant", "962302"));
        assertThat(OlderNames.of("console", Map.of("DEFAULT_COMPANY_ID", "962302"), Set.of())
                        .settings())
                .isEmpty();
        assertThatThrownBy(() -> OlderNames.of("console", Map.of("WHATSAPP_MULTI_TENANT", "false"), Set.of()))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("DEFAULT_COMPANY_ID");
    }

    @Test
    void a_name_that_means_nothing_here_is_told_of() {
        assertThat(OlderNames.of("send", OLDER, Set.of()).idle()).containsExactly("WHATSAPP_DEBUG_BAILEYS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1h", "-1", "1.5"})
    void what_is_no_number_of_milliseconds_is_refused(String value) {
        assertThatThrownBy(() -> OlderNames.of("send", Map.of("WHATSAPP_SESSION_TTL", value), Set.of()))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("WHATSAPP_SESSION_TTL")
                .hasMessageContaining(value);
    }

    @Test
    void the_guide_lists_each_name_with_what_it_became() throws IOException {
        String guide = Files.readString(Path.of("../../docs/guides/older-settings.md"));

        for (OlderNames.Alias alias : OlderNames.aliases()) {
            assertThat(guide.lines().filter(line -> line.startsWith("| `" + alias.name() + "`")))
                    .as(alias.name())
                    .singleElement()
                    .asString()
                    .contains("`" + alias.key() + "`");
        }
    }
}
