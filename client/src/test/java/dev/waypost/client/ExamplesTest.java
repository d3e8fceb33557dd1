package dev.waypost.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.waypost.proto.send.v1.SendRequest;
import io.grpc.Status;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What people copy works: the Java example of the README, and the same call in other languages.
///
/// An example whose runtime is not on this machine is skipped, and says what is missing.
class ExamplesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final int MOST_LINES = 15;
    private static final int MINUTES = 5;

    private FakeMessages server;

    @TempDir
    private Path folder;

    private record Ended(int code, String out) {}

    @BeforeEach
    void start() throws IOException {
        server = new FakeMessages();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void the_java_example_of_the_readme_sends() throws Exception {
        var block = JAVA.matcher(Files.readString(Path.of("README.md")));
        assertThat(block.find()).isTrue();
        String example = block.group(1).replace("send-1:9102,send-2:9102", server.target());
        assertThat(example.lines()).hasSizeLessThanOrEqualTo(MOST_LINES);
        List<String> imports =
                example.lines().filter(line -> line.startsWith("import ")).toList();
        List<String> body =
                example.lines().filter(line -> !line.startsWith("import ")).toList();
        Path source = folder.resolve("Example.java");
        Files.writeString(
                source,
                String.join("\n", imports) + "\npublic class Example { public static void main(String[] args) {\n"
                        + String.join("\n", body) + "\n} }\n");

        Ended ended = run(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                source.toString()));

        assertThat(ended.out()).contains("msg_1");
        assertThat(ended.code()).isZero();
        assertSent("acme", "+49 151 12345678", "Hello");
    }

    @Test
    void the_java_example_sends_and_keeps_its_request_id_over_a_retry() throws Exception {
        server.failNext(Status.UNAVAILABLE.asRuntimeException());

        Ended ended = run(java("acme", "+4915112345678", "Hello"));

        assertThat(ended.out()).startsWith("msg_1 ");
        assertThat(ended.code()).isZero();
        assertThat(server.calls()).hasSize(2);
        assertThat(server.calls().get(1).request())
                .isEqualTo(server.calls().get(0).request());
        assertSent("acme", "+4915112345678", "Hello");
    }

    @Test
    void the_java_example_tells_of_a_refusal() throws Exception {
        server.failNext(Status.NOT_FOUND.withDescription("no such tenant").asRuntimeException());

        Ended ended = run(java("acme", "+4915112345678", "Hello"));

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out()).contains("NOT_FOUND: no such tenant");
    }

    private static List<String> java(String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ROOT.resolve("examples/java/Send.java").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    @Test
    void the_python_example_tells_of_a_refusal() throws Exception {
        String python = python();
        needs(
                "neither grpcio-tools nor protoc with grpc_python_plugin is on this machine",
                List.of("sh", ROOT.resolve("examples/python/generate.sh").toString(), folder.toString()),
                Map.of("PYTHON", python));
        server.failNext(Status.NOT_FOUND.withDescription("no such tenant").asRuntimeException());

        Ended ended = run(
                List.of(python, ROOT.resolve("examples/python/send.py").toString(), "acme", "+4915112345678", "Hello"),
                Map.of("WAYPOST_STUBS", folder.toString(), "PYTHONDONTWRITEBYTECODE", "1"));

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out()).contains("NOT_FOUND: no such tenant");
    }

    @Test
    void the_node_example_sends_and_keeps_its_request_id_over_a_retry() throws Exception {
        needs("node is not on this machine", List.of("node", "--version"));
        for (String file : List.of("send.mjs", "package.json", "package-lock.json")) {
            Files.copy(ROOT.resolve("examples/node").resolve(file), folder.resolve(file));
        }
        needs(
                "npm cannot fetch what the example needs",
                List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"));
        server.failNext(Status.UNAVAILABLE.asRuntimeException());

        Ended ended = run(List.of("node", "send.mjs", "acme", "+4915112345678", "Hello"));

        assertThat(ended.out()).startsWith("msg_1 ");
        assertThat(ended.code()).isZero();
        assertThat(server.calls()).hasSize(2);
        assertThat(server.calls().get(1).request())
                .isEqualTo(server.calls().get(0).request());
        assertSent("acme", "+4915112345678", "Hello");
    }

    @Test
    void the_node_example_tells_of_a_refusal() throws Exception {
        needs("node is not on this machine", List.of("node", "--version"));
        for (String file : List.of("send.mjs", "package.json", "package-lock.json")) {
            Files.copy(
                    ROOT.resolve("examples/node").resolve(file),
                    folder.resolve(file),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        needs(
                "npm cannot fetch what the example needs",
                List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"));
        server.failNext(Status.NOT_FOUND.withDescription("no such tenant").asRuntimeException());

        Ended ended = run(List.of("node", "send.mjs", "acme", "+4915112345678", "Hello"));

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out()).contains("NOT_FOUND: no such tenant");
    }

    @Test
    void the_python_example_sends_and_keeps_its_request_id_over_a_retry() throws Exception {
        String python = python();
        needs(
                "neither grpcio-tools nor protoc with grpc_python_plugin is on this machine",
                List.of("sh", ROOT.resolve("examples/python/generate.sh").toString(), folder.toString()),
                Map.of("PYTHON", python));
        server.failNext(Status.UNAVAILABLE.asRuntimeException());

        Ended ended = run(
                List.of(python, ROOT.resolve("examples/python/send.py").toString(), "acme", "+4915112345678", "Hello"),
                Map.of("WAYPOST_STUBS", folder.toString(), "PYTHONDONTWRITEBYTECODE", "1"));

        assertThat(ended.out()).startsWith("msg_1 ");
        assertThat(ended.code()).isZero();
        assertThat(server.calls()).hasSize(2);
        assertThat(server.calls().get(1).request())
                .isEqualTo(server.calls().get(0).request());
        assertSent("acme", "+4915112345678", "Hello");
    }

    private void assertSent(String tenant, String to, String text) {
        FakeMessages.Call call = server.calls().getLast();
        SendRequest sent = call.request();
        assertThat(sent.getTenantId()).isEqualTo(tenant);
        assertThat(sent.getTo()).isEqualTo(to);
        assertThat(sent.getContent().getText().getBody()).isEqualTo(text);
        assertThat(sent.getRequestId()).isNotEmpty();
        assertThat(call.header("authorization")).isEqualTo("Bearer wp_secret");
    }

    /// An interpreter that has grpcio: a machine may have several.
    private String python() throws Exception {
        for (String candidate : List.of("python3", "/usr/bin/python3")) {
            try {
                if (run(List.of(candidate, "-c", "import grpc, google.protobuf"))
                                .code()
                        == 0) {
                    return candidate;
                }
            } catch (IOException absent) {
                // The next one may be there.
                continue;
            }
        }
        return abort("skipped: no Python with grpcio is on this machine");
    }

    private void needs(String missing, List<String> command) throws Exception {
        needs(missing, command, Map.of());
    }

    private void needs(String missing, List<String> command, Map<String, String> more) throws Exception {
        try {
            Ended ended = run(command, more);
            if (ended.code() != 0) {
                abort("skipped: " + missing + ": " + ended.out());
            }
        } catch (IOException absent) {
            abort("skipped: " + missing);
        }
    }

    private Ended run(List<String> command) throws Exception {
        return run(command, Map.of());
    }

    private Ended run(List<String> command, Map<String, String> more) throws Exception {
        File out = folder.resolve("out.txt").toFile();
        var builder = new ProcessBuilder(new ArrayList<>(command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out);
        builder.environment().put("WAYPOST_TARGET", server.target());
        builder.environment().put("WAYPOST_API_KEY", "wp_secret");
        builder.environment()
                .put("WAYPOST_PROTOS", ROOT.resolve("proto/src/main/protobuf").toString());
        builder.environment().putAll(more);
        Process process = builder.start();
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError(command + " does not end: " + Files.readString(out.toPath()));
        }
        return new Ended(process.exitValue(), Files.readString(out.toPath()));
    }
}
