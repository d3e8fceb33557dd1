package dev.waypost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.crypto.Vault;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.OtlpCollector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How `up` starts again after the worst, and how it refuses to start.
class StartTest {
    @TempDir
    private Path folder;

    private OtlpCollector spans;
    private final Caller caller = new Caller();
    private final String tenant = Fixtures.tenantId();

    @BeforeEach
    void collect() {
        spans = OtlpCollector.start();
    }

    @AfterEach
    void stop() {
        spans.close();
        caller.close();
    }

    @Test
    void what_was_committed_survives_kill_9_of_everything_and_of_the_parent_alone() throws Exception {
        Path data = folder.resolve("data");
        try (var first = Installation.up(data, spans.endpoint())) {
            setEndpoint(first);
            first.kill();
        }
        try (var second = Installation.up(data, spans.endpoint())) {
            assertThat(endpoint(second).status()).isEqualTo(200);
            second.killParent();
        }
        try (var third = Installation.up(data, spans.endpoint())) {
            assertThat(endpoint(third).field("name")).isEqualTo("Main line");
        }
    }

    @Test
    void another_master_key_is_one_line_and_nothing_is_left_running() throws Exception {
        Path data = folder.resolve("data");
        Installation.up(data, spans.endpoint()).close();
        Path key = data.resolve("keys").resolve("master-key");
        Files.writeString(key, Vault.newKeyset());

        String said = Installation.refused(data, Map.of());

        assertOneLine(said, "key");
    }

    @Test
    void a_misspelled_setting_is_one_line_and_nothing_is_left_running() throws Exception {
        String said = Installation.refused(folder.resolve("data"), Map.of("WAYPOST_DB_POOL_SIZ", "5"));

        assertOneLine(said, "unknown setting WAYPOST_DB_POOL_SIZ; did you mean WAYPOST_DB_POOL_SIZE?");
    }

    @Test
    void a_setting_that_cannot_be_read_is_one_line_and_nothing_is_left_running() throws Exception {
        String said = Installation.refused(folder.resolve("data"), Map.of("WAYPOST_TELEMETRY_FLUSH_INTERVAL", "soon"));

        assertOneLine(said, "value: soon (expected: a duration");
    }

    @Test
    void a_process_of_its_own_that_refuses_to_start_is_heard() throws Exception {
        String said = Installation.refused(folder.resolve("data"), Map.of("WAYPOST_DB_POOL_SIZ", "5"), "--split");

        assertOneLine(said, "did you mean WAYPOST_DB_POOL_SIZE?");
    }

    @Test
    void servers_that_run_already_are_used() {
        String database = Backends.freshDatabase();
        String postgres = database.substring("jdbc:".length()).replace("://", "://" + Backends.username() + "@");
        try (var waypost = Installation.up(
                folder.resolve("data"), spans.endpoint(), "--postgres", postgres, "--redis", Backends.redisUrl())) {
            setEndpoint(waypost);
            assertThat(endpoint(waypost).status()).isEqualTo(200);
            assertThat(folder.resolve("data").resolve("postgres")).doesNotExist();
        }
    }

    private void setEndpoint(Installation waypost) {
        var set = caller.put(waypost.console() + "/api/whatsapp/endpoints/" + tenant, """
                {"id": "main", "name": "Main line", "provider": "META_CLOUD", "apiUrl": "%s/meta", "phoneNumberId": "%s",
                 "wabaId": "777", "apiKey": "token-1", "webhookSecret": "app-secret-1", "isActive": true}
                """.formatted(
                        waypost.simulator(), Fixtures.phoneNumberId()));
        assertThat(set.status()).as(set.text()).isIn(200, 201);
    }

    private Caller.Answer endpoint(Installation waypost) {
        return caller.get(waypost.console() + "/api/whatsapp/endpoints/" + tenant);
    }

    private static void assertOneLine(String said, String words) {
        List<String> lines = said.strip()
                .lines()
                .filter(line -> !line.startsWith("{\"time\""))
                .toList();
        assertThat(lines).as(said).hasSize(1);
        assertThat(lines.getFirst()).startsWith("waypost: ").contains(words);
        assertThat(said).doesNotContain("\tat ");
    }
}
