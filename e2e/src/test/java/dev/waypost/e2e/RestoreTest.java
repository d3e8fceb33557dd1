package dev.waypost.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What docs/guides/backup-restore.md promises of a copy that is put back.
class RestoreTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String USER = "+491705550177";

    @TempDir
    private Path folder;

    private final Caller caller = new Caller();

    @Test
    void a_copy_that_is_put_back_is_what_there_was_at_its_moment_and_messages_go_on() throws Exception {
        Path data = folder.resolve("data");
        Path copy = folder.resolve("copy");
        Installation first = Installation.up(data, "http://127.0.0.1:1");
        String sent;
        String queued;
        try (first) {
            assertThat(endpoint(first, "main").status()).isEqualTo(201);
            sent = send(first, "\"message\": \"Before\"");
            queued = send(
                    first,
                    "\"message\": \"Later\", \"sendAt\": \"%s\""
                            .formatted(Instant.now().plusSeconds(86_400)));
            awaitState(first, sent, "READ");
        }
        run("cp", "-a", data.toString(), copy.toString());

        String afterwards;
        try (var second = Installation.upAgain(first, data, Map.of())) {
            afterwards = send(second, "\"message\": \"Afterwards\"");
            awaitState(second, afterwards, "READ");
            assertThat(caller.post(message(second, queued) + "/cancel", "{\"tenantId\": \"demo\"}")
                            .status())
                    .isEqualTo(200);
        }
        for (String part : new String[] {"postgres", "redis"}) {
            run("rm", "-r", data.resolve(part).toString());
        }
        run("cp", "-a", copy.resolve("postgres").toString(), data.toString());

        try (var quiet = Installation.upAgain(first, data, Map.of("WAYPOST_SEND_DISPATCH_ENABLED", "false"))) {
            assertThat(state(quiet, sent)).isEqualTo("READ");
            assertThat(caller.get(message(quiet, afterwards)).status()).isEqualTo(404);
            assertThat(state(quiet, queued)).isEqualTo("QUEUED");
            assertThat(caller.post(message(quiet, queued) + "/cancel", "{\"tenantId\": \"demo\"}")
                            .status())
                    .isEqualTo(200);
            var test = caller.post(quiet.console() + "/api/whatsapp/endpoints/demo/test", "{}");
            assertThat(test.text()).as("the secrets can be opened").contains("\"passed\":true");
        }
        try (var third = Installation.upAgain(first, data, Map.of())) {
            awaitState(third, send(third, "\"message\": \"And on\""), "READ");
            assertThat(state(third, queued)).isEqualTo("CANCELLED");
        } finally {
            caller.close();
        }
    }

    /// The account that every `up` tells its simulator of.
    private Caller.Answer endpoint(Installation waypost, String id) {
        return caller.put(waypost.console() + "/api/whatsapp/endpoints/demo", """
                {"id": "%s", "name": "Demo line", "provider": "META_CLOUD", "apiUrl": "%s/meta",
                 "phoneNumberId": "106540352242922", "wabaId": "102290129340398", "apiKey": "demo-access-token",
                 "webhookSecret": "demo-app-secret", "isActive": true}
                """.formatted(id, waypost.simulator()));
    }

    private String send(Installation waypost, String what) {
        var accepted = caller.post(
                waypost.console() + "/api/whatsapp/send",
                "{\"tenantId\": \"demo\", \"phone\": \"" + USER + "\", " + what + "}");
        assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
        return accepted.field("messageId");
    }

    private void awaitState(Installation waypost, String messageId, String state) {
        await(state).atMost(PATIENCE).until(() -> state(waypost, messageId).equals(state));
    }

    private String state(Installation waypost, String messageId) {
        return caller.get(message(waypost, messageId)).field("state");
    }

    private static String message(Installation waypost, String messageId) {
        return waypost.console() + "/api/whatsapp/messages/" + messageId;
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
    }
}
