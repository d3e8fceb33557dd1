package dev.waypost.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.proto.health.v1.HealthStatus;
import dev.waypost.testkit.Fixtures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How an endpoint is, and when it was looked at last, stands wherever it is shown.
class HealthShownTest {
    private static final String CHECKED = "2023-11-14T22:30:00Z";

    private static ConsoleUnderTest console;
    private static PagesUnderTest pages;

    private final String tenant = Fixtures.tenantId();

    @BeforeAll
    static void start() {
        console = new ConsoleUnderTest();
        pages = PagesUnderTest.signedIn(console, ConsoleUnderTest.ADMIN_KEY);
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @BeforeEach
    void set() {
        assertThat(console.call("PUT", "/api/whatsapp/endpoints/" + tenant, """
                        {"id": "main", "name": "Main line", "provider": "GOWA", "apiUrl": "https://gowa.example.com",
                         "apiKey": "k"}""").status())
                .isEqualTo(201);
        console.suite.health.put(tenant, HealthStatus.HEALTH_STATUS_UNHEALTHY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ui/tenants/%s", "/ui/tenants/%s/endpoints/" + FakeSuite.LISTED})
    void on_every_page_of_it(String page) {
        assertThat(pages.text(page.formatted(tenant))).contains(">unhealthy<", "datetime=\"" + CHECKED + "\"");
    }

    @Test
    void where_it_is_read_alone_and_where_it_is_listed() {
        JsonNode alone = console.get("/api/whatsapp/endpoints/" + tenant).json();
        JsonNode listed =
                console.get("/api/whatsapp/tenants/" + tenant + "/endpoints").json();

        assertThat(listed.size()).isEqualTo(1);
        for (JsonNode shown : new JsonNode[] {alone, listed.get(0)}) {
            assertThat(shown.path("healthStatus").asText()).isEqualTo("unhealthy");
            assertThat(shown.path("lastHealthCheck").asText()).isEqualTo(CHECKED);
        }
    }
}
