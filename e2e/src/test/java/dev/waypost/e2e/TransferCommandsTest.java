package dev.waypost.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.e2e.Installation.Ended;
import dev.waypost.testkit.Fixtures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands about many tenants at once: their work outlives them, and goes on where it was broken off.
class TransferCommandsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

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
    void tenants_go_into_a_file_and_back_and_a_bulk_switch_is_tried_dry() throws Exception {
        String tenant = salon.tenant();
        Path file = folder.resolve("all.jsonl");
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "correct horse battery staple\n");
        String source = "file:" + passphrase;
        assertThat(waypost.ok("export", tenant, "--out", file.toString(), "--passphrase", source, "--every", "100"))
                .contains("SUCCEEDED", "Written: " + file);
        assertThat(file).content().contains(tenant).doesNotContain("token-");
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);

        assertThat(waypost.ok("import", file.toString(), "--passphrase", source, "--dry-run", "--every", "100"))
                .contains("SUCCEEDED", "nothing was changed");
        assertThat(waypost.ok("operations", "list")).contains("SUCCEEDED", "export");
        assertThat(waypost.ok("bulk-switch", tenant, "--dry-run", "--every", "100"))
                .contains("SUCCEEDED", "A dry run");

        String name =
                waypost.json("endpoint", "show", tenant, "backup").path("name").asText();
        waypost.ok("endpoint", "set", tenant, "--id", "backup", "--name", "Changed since", "--no-check");
        String[] replace = {"import", file.toString(), "--passphrase", source, "--on-conflict", "replace"};
        assertThat(waypost.run(replace).said()).contains("Replace tenants that are there", "say --yes");
        assertThat(waypost.ok(and(replace, "--yes", "--every", "100"))).contains("5/5 SUCCEEDED");
        assertThat(waypost.json("endpoint", "show", tenant, "backup")
                        .path("name")
                        .asText())
                .isEqualTo(name);
    }

    @Test
    void an_export_goes_on_with_what_came_of_its_file() throws Exception {
        Path file = folder.resolve("salon.jsonl");
        waypost.ok("export", salon.tenant(), "--out", file.toString(), "--every", "100");
        String id = latest("EXPORT");
        byte[] whole = Files.readAllBytes(file);
        for (int there : new int[] {10, whole.length}) {
            Path again = folder.resolve("again-" + there + ".jsonl");
            Files.write(folder.resolve("again-" + there + ".jsonl." + id + ".part"), Arrays.copyOf(whole, there));
            assertThat(waypost.ok("export", "--resume", id, "--out", again.toString()))
                    .contains("Written: " + again);
            assertThat(again).hasBinaryContent(whole);
        }
        Ended there = waypost.run("export", "--out", file.toString());
        assertThat(there.exitCode()).isEqualTo(6);
        assertThat(waypost.run("tenant", "add", salon.tenant()).exitCode()).isEqualTo(6);
    }

    @Test
    void work_on_many_outlives_its_command_and_goes_on_after_a_stop() throws Exception {
        int many = 40;
        String name = Fixtures.id("many");
        Path file = Files.writeString(folder.resolve("many.jsonl"), tenants(name, many));
        Path output = folder.resolve("import.out");
        Process killed = waypost.start(output, "import", file.toString(), "--every", "20");
        await().atMost(PATIENCE).until(() -> Files.readString(output).contains("[") || !killed.isAlive());
        killed.destroyForcibly();
        assertThat(waypost.ok("operations", "follow", latest("IMPORT"), "--every", "100"))
                .contains(many + "/" + many + " SUCCEEDED");
        assertThat(waypost.ok("tenant", "list", "--query", name).lines()).hasSize(many + 1);

        Path switching = folder.resolve("switch.out");
        String[] command = {"bulk-switch", "--yes", "--max-per-second", "1", "--every", "100"};
        String[] ids = IntStream.range(0, many).mapToObj(i -> name + "-" + i).toArray(String[]::new);
        Process left = waypost.start(switching, and(command, ids));
        await().atMost(PATIENCE).until(() -> Files.readString(switching).contains("RUNNING"));
        new ProcessBuilder("kill", "-INT", Long.toString(left.pid())).start().waitFor();
        assertThat(left.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(left.exitValue()).isEqualTo(130);
        String id = latest("BULK_SWITCH");
        assertThat(Files.readString(switching)).contains("waypost operations follow " + id);

        assertThat(waypost.ok("operations", "cancel", id, "--yes")).contains("waypost operations resume " + id);
        Ended stopped = waypost.run("operations", "follow", id, "--every", "100");
        assertThat(stopped.exitCode()).as(stopped.said()).isEqualTo(1);
        assertThat(stopped.said()).contains("it ended as CANCELLED").doesNotContain(many + "/" + many);
        assertThat(waypost.ok("operations", "resume", id, "--every", "200")).contains(many + "/" + many + " SUCCEEDED");
        assertThat(waypost.ok("operations", "items", id).lines()).hasSize(many + 1);
        assertThat(waypost.json("endpoint", "show", name + "-0").path("id").asText())
                .isEqualTo("e1");
    }

    private static String latest(String kind) throws Exception {
        for (JsonNode operation : waypost.json("operations", "list")) {
            if (operation.path("kind").asText().equalsIgnoreCase(kind)) {
                return operation.path("id").asText();
            }
        }
        throw new AssertionError("no " + kind);
    }

    /// A file as people write it: tenants with an endpoint that sends, `e0`, and a standby, `e1`.
    private static String tenants(String name, int many) {
        var text = new StringBuilder("{\"waypost\":\"export\",\"version\":1}\n");
        for (int i = 0; i < many; i++) {
            String id = name + "-" + i;
            text.append("""
                    {"kind":"tenant","object":{"tenant_id":"%1$s","name":"%1$s","policy":{"routing":"STANDBY"},"endpoints":[\
                    {"endpoint_id":"e0","provider":"WAHA","role":"ACTIVE","session":"a-%1$s","api_url":"http://127.0.0.1:9/a"},\
                    {"endpoint_id":"e1","provider":"WAHA","role":"STANDBY","session":"b-%1$s","api_url":"http://127.0.0.1:9/b"}]}}
                    """.formatted(id));
        }
        return text.append("{\"end\":\"export\"}\n").toString();
    }

    private static String[] and(String[] words, String... more) {
        return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
    }
}
