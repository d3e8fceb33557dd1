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
    void endpoints_are_taken_out_of_use_put_back_and_deleted() throws Exception {
        String tenant = Salon.open(waypost).tenant();
        assertThat(ok("endpoint", "deactivate", tenant, "backup", "--yes")).contains("in use     false");
        assertThat(ok("endpoint", "activate", tenant, "backup")).contains("in use     true");

        ok("endpoint", "deactivate", tenant, "backup", "--yes");
        Path wrong = Files.writeString(folder.resolve("wrong-key"), "nobodys-key");
        ok("endpoint", "set", tenant, "--id", "backup", "--api-key", "file:" + wrong, "--no-check");
        Ended broken = waypost.run("endpoint", "activate", tenant, "backup");
        assertThat(broken.exitCode()).as(broken.said()).isEqualTo(1);
        assertThat(broken.said()).contains("do: ");
        assertThat(ok("endpoint", "activate", tenant, "backup", "--force")).contains("in use     true");

        Path secret = Files.writeString(folder.resolve("new-secret"), "app-" + Fixtures.secret());
        ok("endpoint", "rotate", tenant, "main", "app_secret", "--to", "file:" + secret, "--overlap", "24h", "--yes");
        assertThat(until(tenant)).isNotEmpty();
        assertThat(ok("endpoint", "revoke", tenant, "main", "app_secret", "--yes"))
                .contains("main");
        assertThat(until(tenant)).isEmpty();

        assertThat(ok("endpoint", "delete", tenant, "backup", "--dry-run")).contains("Backup");
        assertThat(ok("endpoint", "delete", tenant, "backup", "--yes")).contains("Deleted.");
        assertThat(waypost.run("endpoint", "show", tenant, "backup").exitCode()).isEqualTo(4);
        assertThat(waypost.run("endpoint", "delete", tenant, "backup", "--yes").exitCode())
                .isEqualTo(4);
    }

    @Test
    void messages_that_were_held_are_sent_or_given_up() throws Exception {
        String tenant = Salon.open(waypost).tenant();
        try (var caller = new Caller()) {
            String at = waypost.console() + "/api/whatsapp/tenants/" + tenant;
            assertThat(caller.patch(
                                    at,
                                    "{\"suspiciousPatterns\": [\"bit\\\\.ly/\"], \"revision\": "
                                            + caller.get(at).field("revision") + "}")
                            .status())
                    .isEqualTo(200);
        }
        await().atMost(PATIENCE)
                .until(() -> json("send", "--tenant", tenant, "--to", "+4915112340079", "See bit.ly/first")
                        .path("state")
                        .asText()
                        .equals("HELD"));
        String fine = json("send", "--tenant", tenant, "--to", "+4915112340079", "Or bit.ly/fine")
                .path("messageId")
                .asText();
        assertThat(ok("messages", "held", "--tenant", tenant))
                .contains(fine, "HELD", "+49*********79", "waypost messages release --tenant " + tenant)
                .doesNotContain("15112340079");

        assertThat(ok("messages", "release", "--tenant", tenant, "--all", "--dry-run"))
                .contains(fine, "nothing was changed");
        assertThat(ok("messages", "release", "--tenant", tenant, fine, "--yes")).contains("1 put back into the queue.");
        await().atMost(PATIENCE)
                .until(() -> ok("messages", "show", "--tenant", tenant, fine).contains("READ"));
        Ended again = waypost.run("messages", "release", "--tenant", tenant, fine, "--yes");
        assertThat(again.exitCode()).isEqualTo(7);
        assertThat(again.said()).contains("left alone: " + fine);
        assertThat(ok("messages", "discard", "--tenant", tenant, "--all", "--cause", "spam", "--yes"))
                .contains("given up.");
        assertThat(ok("messages", "list", "--tenant", tenant, "--state", "cancelled"))
                .contains("CANCELLED");
        assertThat(ok("messages", "held", "--tenant", tenant)).contains("Nothing waits for a decision.");
        assertThat(ok("messages", "release", "--tenant", tenant, "--all", "--yes"))
                .contains("There are none.");
    }

    @Test
    void a_project_is_unmapped_and_mapped_again() throws Exception {
        Salon other = Salon.open(waypost);
        String project = json("hub", "projects", "--tenant", other.tenant())
                .get(0)
                .path("id")
                .asText();
        assertThat(ok("hub", "unmap", other.number(), project, "--yes")).contains("Unmapped.");
        assertThat(ok("hub", "tree", "--tenant", other.tenant())).contains("receive nothing: mapped to no number");
        assertThat(waypost.run("hub", "unmap", other.number(), project, "--yes").exitCode())
                .isEqualTo(4);
        assertThat(ok("hub", "map", other.number(), project, "--priority", "7")).contains(project, "7");
        assertThat(ok("hub", "tree", "--tenant", other.tenant()))
                .contains("priority 7")
                .doesNotContain("receive nothing");
    }

    @Test
    void a_user_of_a_gateway_is_found_and_set_free() throws Exception {
        String platform = Fixtures.tenantId();
        String gateway = "gateway-" + platform;
        Salon.atGateway(waypost, platform);
        try (var caller = new Caller()) {
            String gateways = waypost.console() + "/admin/gateways";
            assertThat(caller.post(gateways, """
                    {"id": "%s", "name": "Shared", "tenant_id": "%s", "endpoint_id": "front", "word": "realty"}
                    """.formatted(gateway, platform)).status())
                    .isEqualTo(201);
            assertThat(caller.put(gateways + "/" + gateway + "/codes/2", "{\"tenant_id\": \"" + salon.tenant() + "\"}")
                            .status())
                    .isBetween(200, 201);
            caller.post(
                    waypost.simulator() + "/control/accounts", """
                    {"provider": "WAHA", "session": "%s", "accessToken": "waha-key", "status": "WORKING",
                     "webhookUrl": "%s/webhook/gateway/%s", "webhookSecret": "spa-hmac-key"}
                    """.formatted(platform, waypost.webhooks(), gateway));
            await().atMost(PATIENCE).until(() -> {
                caller.post(waypost.simulator() + "/control/inbound", """
                        {"provider": "WAHA", "session": "%s", "from": "971501234567", "text": "start_realty_2"}
                        """.formatted(platform));
                return ok("locks", "list", "--gateway", gateway).contains(salon.tenant());
            });
        }
        assertThat(ok("locks", "list", "--gateway", gateway))
                .contains("971*******67", "1 user with 1 tenant.")
                .doesNotContain("1501234567");
        assertThat(ok("locks", "show", "+971501234567", "--gateway", gateway))
                .contains("971*******67", salon.tenant(), "active_session");
        Ended unasked = waypost.run("locks", "unlock", "+971501234567", "--gateway", gateway);
        assertThat(unasked.exitCode()).isEqualTo(2);
        assertThat(ok("locks", "unlock", "+971501234567", "--gateway", gateway, "--yes"))
                .contains("unlocked", "971*******67");
        assertThat(waypost.run("locks", "show", "+971501234567", "--gateway", gateway)
                        .exitCode())
                .isEqualTo(4);
        assertThat(waypost.run("locks", "unlock", "+971501234567", "--gateway", gateway, "--yes")
                        .exitCode())
                .isEqualTo(4);
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
        // Others here break endpoints: that an alert is open is right.
        assertThat(waypost.run(
                                "doctor",
                                "--tenant",
                                salon.tenant(),
                                "--webhook-url",
                                waypost.webhooks() + "/meta/webhook")
                        .said())
                .contains("✓ the key is taken: ADMIN", "✓ PostgreSQL answers", "✓ every lane has a worker")
                .contains("✓ the tenant may send: ACTIVE", " endpoint main works: ")
                .contains("✓ the webhook address answers a handshake: it refuses", "✓ what is not signed is not taken");
        assertThat(waypost.run("tenant", "list", "--key", "nobodys-key").exitCode())
                .isEqualTo(5);
    }

    /// When the old app secret of the active endpoint stops being accepted; nothing when there is none.
    private static String until(String tenant) throws Exception {
        return json("endpoint", "show", tenant)
                .at("/credentials/appSecret/previousValidUntil")
                .asText();
    }

    private static String ok(String... words) throws Exception {
        return waypost.ok(words);
    }

    private static JsonNode json(String... words) throws Exception {
        return waypost.json(words);
    }
}
