package dev.waypost.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
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

    @Test
    void a_base_copy_and_the_log_since_bring_back_any_moment() throws Exception {
        Path data = folder.resolve("data");
        Path copy = folder.resolve("copy");
        Path wal = open(folder.resolve("wal"));
        Path cluster = data.resolve("postgres");
        Installation first = Installation.up(data, "http://127.0.0.1:1");
        try (first) {
            assertThat(endpoint(first, "main").status()).isEqualTo(201);
        }
        append(cluster.resolve("pg_hba.conf"), "host all postgres 127.0.0.1/32 trust");
        append(
                cluster.resolve("postgresql.auto.conf"),
                "archive_mode = on",
                "archive_command = 'test ! -f %s/%%f && cp %%p %s/%%f'".formatted(wal, wal));

        String between;
        String afterwards;
        String moment;
        try (var second = Installation.upAgain(first, data, Map.of());
                var database = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + second.port(15432) + "/waypost", "postgres", "")) {
            // What pg_basebackup does, which does not come with this PostgreSQL.
            ask(database, "SELECT pg_backup_start('base', true)");
            run("cp", "-a", cluster.toString(), copy.toString());
            Files.writeString(
                    copy.resolve("backup_label"), ask(database, "SELECT labelfile FROM pg_backup_stop(true)"));
            between = send(second, "\"message\": \"Between\"");
            awaitState(second, between, "READ");
            moment = ask(database, "SELECT clock_timestamp()");
            afterwards = send(second, "\"message\": \"Afterwards\"");
            awaitState(second, afterwards, "READ");
            String last = ask(database, "SELECT pg_walfile_name(pg_switch_wal())");
            await("the log is kept").atMost(PATIENCE).until(() -> Files.exists(wal.resolve(last)));
        }
        for (String part : new String[] {"postgres", "redis"}) {
            run("rm", "-r", data.resolve(part).toString());
        }
        run("bash", "-c", "cd '%s' && rm -rf postmaster.pid pg_wal/* && touch recovery.signal".formatted(copy));
        append(
                copy.resolve("postgresql.auto.conf"),
                "restore_command = 'cp %s/%%f %%p'".formatted(wal),
                "recovery_target_time = '%s'".formatted(moment),
                "recovery_target_action = 'promote'",
                "hot_standby = off");
        run("mv", copy.toString(), cluster.toString());

        try (var restored = Installation.upAgain(first, data, Map.of())) {
            assertThat(cluster.resolve("recovery.signal")).doesNotExist();
            assertThat(state(restored, between)).isEqualTo("READ");
            assertThat(caller.get(message(restored, afterwards)).status()).isEqualTo(404);
            awaitState(restored, send(restored, "\"message\": \"And on\""), "READ");
        } finally {
            caller.close();
        }
    }

    /// A folder that PostgreSQL may write to, whoever it runs as.
    private static Path open(Path folder) throws IOException {
        Files.createDirectory(folder);
        for (Path each = folder; each != null && Files.isWritable(each); each = each.getParent()) {
            if (each.equals(folder.getRoot()) || each.equals(Path.of("/tmp"))) {
                break;
            }
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        return folder;
    }

    private static void append(Path file, String... lines) throws IOException {
        Files.writeString(file, String.join("\n", lines) + "\n", StandardOpenOption.APPEND);
    }

    private static String ask(Connection database, String question) throws SQLException {
        try (var statement = database.createStatement();
                var answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getString(1);
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
