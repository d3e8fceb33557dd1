package dev.waypost.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MainTest {

    @Test
    void it_says_one_line_when_up_and_stops_on_sigterm() throws Exception {
        Process process = run("--port", "0");
        try (BufferedReader out = process.inputReader()) {
            String line = out.readLine();
            assertThat(line).matches("simulator is up on http://127\\.0\\.0\\.1:\\d+");
            try (HttpClient client = HttpClient.newHttpClient()) {
                URI health = URI.create(line.substring(line.indexOf("http")) + "/health");
                var answer = client.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(200);
            }
            process.toHandle().destroy(); // unlike Process.destroy, leaves the output readable
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(out.readLine()).isNull();
        } finally {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port=8190       | 2 | simulator: unknown option \"--port=8190\"; usage: waypost-simulator [--port PORT] [--bind ADDRESS]",
                "--port            | 2 | simulator: --port: nothing behind it; usage: waypost-simulator [--port PORT] [--bind ADDRESS]",
                "--port 70000      | 2 | simulator: --port: \"70000\" (expected: a port from 0 to 65535)",
            })
    void a_wrong_option_is_one_line_and_an_exit_code(String arguments, int code, String line) throws Exception {
        Process process = run(arguments.split(" "));
        String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(code);
        assertThat(error.lines()).containsExactly(line);
    }

    @Test
    void a_port_in_use_is_one_line_and_an_exit_code() throws Exception {
        try (Simulator first = Simulator.start(0)) {
            Process process = run("--port", String.valueOf(first.port()));
            String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(process.waitFor()).isEqualTo(1);
            assertThat(error.lines()).hasSize(1);
            assertThat(error)
                    .startsWith("simulator: cannot listen: Address already in use")
                    .contains("--port");
        }
    }

    private static Process run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.waypost.simulator.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("WAYPOST_SIMULATOR_PORT");
        return builder.start();
    }
}
