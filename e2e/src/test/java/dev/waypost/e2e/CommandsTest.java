package dev.waypost.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.waypost.e2e.Installation.Ended;
import dev.waypost.testkit.Fixtures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command line as somebody on call types it, against everything it is for.
class CommandsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static Installation waypost;
    private static Salon salon;

    @BeforeAll
    static void start() {
        waypost = Installation.up(folder.resolve("data"), "http://127.0.0.1:1");
        salon = Salon.open(waypost);
    }

    @AfterAll
    static void stop() {
        waypost.close();
    }

    @Test
    void an_endpoint_is_set_tested_switched_and_its_secret_rotated() throws Exception {
        String tenant = salon.tenant();
        assertThat(ok("endpoint", "list", tenant)).contains("main", "backup", "META_CLOUD");
        assertThat(ok("endpoint", "test", tenant, "--endpoint", "main")).contains("passed");

        assertThat(ok("endpoint", "set", tenant, "--id", "backup", "--name", "Spare line", "--no-check"))
                .contains("Spare line", "META_CLOUD");
        assertThat(json("endpoint", "show", tenant, "backup")
                        .at("/credentials/apiKey/set")
                        .asBoolean())
                .as("what was not named stays")
                .isTrue();

        Ended unasked = waypost.run("endpoint", "switch", tenant, "backup");
        assertThat(unasked.exitCode()).isEqualTo(2);
        assertThat(unasked.said()).contains("instead of main", "say --yes");
        ok("endpoint", "switch", tenant, "backup", "--yes", "--cause", "a test");
        assertThat(json("endpoint", "show", tenant).path("id").asText()).isEqualTo("backup");
        ok("endpoint", "switch", tenant, "main", "--yes");

        Path secret = Files.writeString(folder.resolve("verify-token"), "token-" + Fixtures.secret());
        assertThat(ok("endpoint", "rotate", tenant, "main", "verify_token", "--to", "file:" + secret, "--yes"))
                .contains("version")
                .doesNotContain(Files.readString(secret));
        Ended refused = waypost.run("endpoint", "set", tenant, "--api-url", "ftp://x", "--id", "not an id");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.said()).contains("FIELD_INVALID", "  apiUrl: ", "  id: ", "  do: ");
    }

    @Test
    void a_message_is_sent_found_and_decided_about_once() throws Exception {
        String tenant = salon.tenant();
        String id = json("send", "--tenant", tenant, "--to", "+4915112340077", "Your table is ready")
                .path("messageId")
                .asText();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ok("messages", "show", "--tenant", tenant, id))
                        .contains("READ", "+49*********77", "ACCEPTED"));
        assertThat(ok("messages", "list", "--tenant", tenant, "--to", "+4915112340077", "--from", "1h"))
                .contains(id)
                .doesNotContain("15112340077");
        Ended late = waypost.run("messages", "cancel", "--tenant", tenant, id, "--yes");
        assertThat(late.exitCode()).isEqualTo(1);
        assertThat(late.said()).contains("MESSAGE_NOT_CANCELLABLE", "  do: ");
        Ended left = waypost.run("messages", "redrive", "--tenant", tenant, id, "--yes");
        assertThat(left.exitCode()).isEqualTo(7);
        assertThat(left.said()).contains("left alone: " + id);
        assertThat(waypost.run("messages", "show", "--tenant", tenant, "msg_none")
                        .exitCode())
                .isEqualTo(4);
    }

    @Test
    void what_happens_is_told_while_it_happens_and_ctrl_c_ends_it() throws Exception {
        String tenant = salon.tenant();
        Path output = folder.resolve("tail.out");
        Process tail = waypost.start(output, "tail", "--tenant", tenant, "--output", "json");
        try {
            // It is live from when it has found its place: until then, and only then, something may pass.
            await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(2)).untilAsserted(() -> {
                ok("send", "--tenant", tenant, "--to", "+4915112340078", "Tail");
                assertThat(Files.readString(output)).contains("\"type\":\"status\"", "\"type\":\"event\"");
            });
            for (String line : Files.readAllLines(output)) {
                assertThat(JSON.readTree(line).path("tenantId").asText()).isEqualTo(tenant);
            }
        } finally {
            new ProcessBuilder("kill", "-INT", Long.toString(tail.pid()))
                    .start()
                    .waitFor();
        }
        assertThat(tail.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(tail.exitValue()).isEqualTo(130);
    }

    @Test
    void what_was_not_delivered_is_found_and_delivered_again() throws Exception {
        String tenant = salon.tenant();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ok("undelivered", "--tenant", tenant))
                        .contains("DEAD", "waypost redrive --tenant " + tenant));
        assertThat(ok("redrive", "--tenant", tenant, "--all", "--dry-run")).contains("nothing was changed");
        assertThat(ok("redrive", "--tenant", tenant, "--all", "--yes")).contains("will be tried again");
        assertThat(ok("events", "--tenant", tenant, "--kind", "MESSAGE")).contains("MESSAGE", "*");

        String replay = ok("replay", "--tenant", tenant, "--from", "1h", "--yes", "--every", "100");
        assertThat(replay).contains("[##############################]", "SUCCEEDED");
        String id = json("replay", "--tenant", tenant, "--from", "1h", "--yes", "--detach")
                .path("id")
                .asText();
        assertThat(ok("operations", "follow", id, "--tenant", tenant, "--every", "100"))
                .contains("SUCCEEDED");
    }

    @Test
    void tenants_go_into_a_file_and_back_and_a_bulk_switch_is_tried_dry() throws Exception {
        String tenant = salon.tenant();
        Path file = folder.resolve("all.jsonl");
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "correct horse battery staple\n");
        String source = "file:" + passphrase;
        assertThat(ok("export", tenant, "--out", file.toString(), "--passphrase", source, "--every", "100"))
                .contains("SUCCEEDED", "Written: " + file);
        assertThat(file).content().contains(tenant).doesNotContain("token-");
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);

        assertThat(ok("import", file.toString(), "--passphrase", source, "--dry-run", "--every", "100"))
                .contains("SUCCEEDED", "nothing was changed");
        assertThat(ok("operations", "list")).contains("SUCCEEDED", "export");
        assertThat(ok("bulk-switch", tenant, "--dry-run", "--every", "100")).contains("SUCCEEDED", "A dry run");
    }

    @Test
    void a_phone_is_linked_by_what_the_terminal_draws() throws Exception {
        String tenant = Fixtures.tenantId();
        Salon.atGateway(waypost, tenant);
        Path output = folder.resolve("session.out");
        Process start = waypost.start(output, "sessions", "start", tenant);
        await().atMost(PATIENCE).until(() -> Files.readString(output).contains("scan this"));
        Salon.scan(waypost, tenant);
        assertThat(start.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(start.exitValue()).as(Files.readString(output)).isZero();
        assertThat(Files.readString(output)).contains("PAIRING", "CONNECTED").containsAnyOf("█", "▀", "##");
        assertThat(ok("sessions", "list", "--tenant", tenant)).contains("CONNECTED");
        assertThat(ok("sessions", "logout", tenant, "--yes")).contains("LOGGED_OUT");
    }

    @Test
    void the_hub_keys_and_an_installation_are_looked_at() throws Exception {
        assertThat(ok("hub", "tree", "--tenant", salon.tenant())).contains("=> ", "Booking system", "priority 100");
        String made = ok("api-keys", "new", "--role", "viewer", "--name", "looks");
        assertThat(made).contains("It is not shown again.");
        assertThat(ok("api-keys", "list")).contains("looks", "viewer");
        assertThat(ok("locks", "list")).contains("Nobody is locked.");
        assertThat(ok("doctor")).contains("the key is taken", "ok");
        assertThat(waypost.run("tenant", "list", "--key", "nobodys-key").exitCode())
                .isEqualTo(5);
    }

    private static String ok(String... words) throws Exception {
        Ended ended = waypost.run(words);
        assertThat(ended.exitCode())
                .as(String.join(" ", words) + "\n" + ended.said())
                .isZero();
        return ended.said();
    }

    private static JsonNode json(String... words) throws Exception {
        String[] all = Arrays.copyOf(words, words.length + 2);
        all[words.length] = "--output";
        all[words.length + 1] = "json";
        return JSON.readTree(ok(all));
    }
}
