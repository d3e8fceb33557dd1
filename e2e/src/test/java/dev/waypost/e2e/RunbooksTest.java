package dev.waypost.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whoever is woken at night can paste what a runbook says.
class RunbooksTest {
    private static final Path BOOKS = Path.of(System.getProperty("waypost.root"), "docs/runbooks");
    /// What needs a host, a container or a tool that not every machine has.
    private static final List<String> ELSEWHERE = List.of(
            "jcmd ",
            "systemctl ",
            "journalctl ",
            "grpcurl ",
            "psql ",
            "redis-cli ",
            "https://graph.facebook.com",
            "/initialize");

    @TempDir
    private Path folder;

    @Test
    void commands_of_the_runbooks_are_answered() throws Exception {
        if (start(folder, Map.of(), "jq --version").waitFor() != 0) {
            abort("skipped: jq is not on this machine");
        }
        try (var waypost = Installation.up(folder.resolve("data"), "http://127.0.0.1:1");
                var caller = new Caller()) {
            Salon salon = Salon.open(waypost);
            String projects = waypost.console() + "/admin/projects?tenant_id=" + salon.tenant();
            var environment = Map.of(
                    "CONSOLE",
                    waypost.console(),
                    "WAYPOST_KEY",
                    Installation.ADMIN_KEY,
                    "TENANT",
                    salon.tenant(),
                    "ENDPOINT",
                    "main",
                    "STANDBY",
                    "backup",
                    "NEW_KEY",
                    "another-token",
                    "KIND",
                    "error_rate",
                    "PROJECT",
                    caller.get(projects).json().path(0).path("id").asText(),
                    "ALERT_ID",
                    alert(waypost, caller),
                    "WAYPOST_INGRESS_SPOOL_FOLDER",
                    folder.toString());
            try (Stream<Path> books = Files.list(BOOKS)) {
                for (Path book : books.sorted().toList()) {
                    follow(Guide.read(book), waypost, environment);
                }
            }
        }
    }

    /// The id of an alert that is open: an endpoint whose key its provider refuses.
    private static String alert(Installation waypost, Caller caller) {
        var set = caller.put(waypost.console() + "/api/whatsapp/endpoints/refused", """
                {"id": "main", "name": "Refused", "provider": "META_CLOUD", "apiUrl": "%s/meta", "phoneNumberId": "1",
                 "wabaId": "2", "apiKey": "wrong-key", "webhookSecret": "secret", "isActive": true, "force": true}
                """.formatted(waypost.simulator()));
        assertThat(set.status()).as(set.text()).isEqualTo(201);
        String alerts = waypost.console() + "/api/whatsapp/alerts?states=open&tenantId=refused";
        await("an alert")
                .atMost(Duration.ofMinutes(2))
                .until(() -> caller.get(alerts).text().contains("alt_"));
        return caller.get(alerts).json().path("alerts").path(0).path("alertId").asText();
    }

    private void follow(Guide book, Installation waypost, Map<String, String> environment) throws Exception {
        for (Guide.Step step : book.steps()) {
            String commands = String.join(
                    "\n",
                    step.commands()
                            .lines()
                            .filter(line -> ELSEWHERE.stream().noneMatch(line::contains))
                            .toList());
            for (int port : new int[] {8102, 8103}) {
                commands = commands.replace("127.0.0.1:" + port, "127.0.0.1:" + waypost.port(port));
            }
            Process shell = start(
                    folder,
                    environment,
                    "set -euo pipefail; curl() { command curl --fail-with-body \"$@\"; }\n" + commands);
            assertThat(shell.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(shell.exitValue())
                    .as("%s:%d%n%s%n%s", book.page().getFileName(), step.line(), commands, said(folder))
                    .isZero();
        }
    }

    private static Process start(Path folder, Map<String, String> environment, String commands) throws IOException {
        var builder = new ProcessBuilder("bash", "-c", commands)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static String said(Path folder) throws IOException {
        return Files.readString(folder.resolve("said"));
    }
}
