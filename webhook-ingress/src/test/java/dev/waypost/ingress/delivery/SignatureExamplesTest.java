package dev.waypost.ingress.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.waypost.platform.settings.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What people copy takes what we signed and nothing else: the programs of the guide, and the example backends.
///
/// One whose runtime is not on this machine is skipped, and says what is missing.
class SignatureExamplesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Secret OURS = new Secret("whsec_d2F5cG9zdC1leGFtcGxlLXNpZ25pbmctc2VjcmV0");
    private static final Secret NEXT = new Secret("whsec_dGhlLW9uZS10aGF0LWNvbWVzLWFmdGVyLXRoaXM=");
    private static final byte[] BODY = "{\"text\":\"Grüße \uD83D\uDC4B\"}\n".getBytes(StandardCharsets.UTF_8);
    private static final int MINUTES = 3;

    @TempDir
    private Path folder;

    /// A language of the guide: the file its program goes to, and what runs it.
    record Language(String name, String file, List<String> command) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Language> languages() {
        return Stream.of(
                new Language("java", "Verify.java", List.of(java(), "Verify.java")),
                new Language("javascript", "verify.mjs", List.of("node", "verify.mjs")),
                new Language("python", "verify.py", List.of("python3", "verify.py")),
                new Language("go", "verify.go", List.of("go", "run", "verify.go")),
                new Language("php", "verify.php", List.of("php", "verify.php")));
    }

    static Stream<Language> backends() {
        return Stream.of(
                new Language("java", "Backend.java", List.of(java(), "Backend.java")),
                new Language("javascript", "backend.mjs", List.of("node", "backend.mjs")),
                new Language("python", "backend.py", List.of("python3", "backend.py")));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    @ParameterizedTest
    @MethodSource("languages")
    void a_program_of_the_guide_takes_what_we_signed_and_nothing_else(Language language) throws Exception {
        String guide = Files.readString(ROOT.resolve("docs/guides/verify-signatures.md"));
        var block = Pattern.compile("```" + language.name() + "\n(.*?)```", Pattern.DOTALL)
                .matcher(guide);
        assertThat(block.find()).isTrue();
        Files.writeString(folder.resolve(language.file()), block.group(1));
        Instant now = Instant.now();

        assertThat(verifies(language, signed(now, OURS), BODY)).isTrue();
        assertThat(verifies(language, signed(now, NEXT, OURS), BODY))
                .as("one of two signatures is enough")
                .isTrue();
        assertThat(verifies(language, signed(now, NEXT), BODY)).isFalse();
        assertThat(verifies(language, signed(now, OURS), "{}".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(verifies(language, signed(now.minusSeconds(3600), OURS), BODY))
                .as("an old one sent again")
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void a_backend_takes_each_delivery_once_and_from_us_alone(Language language) throws Exception {
        Files.copy(ROOT.resolve("examples/backend").resolve(language.file()), folder.resolve(language.file()));
        Path log = folder.resolve("log.txt");
        Process backend = start(language, List.of(), log);
        try (var http = HttpClient.newHttpClient()) {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> Files.readString(log).contains("listening on "));
            String port = Files.readString(log).strip().replaceAll("\\D+", "");
            URI at = URI.create("http://127.0.0.1:" + port + "/hook");
            StandardWebhook first = signed(Instant.now(), NEXT, OURS);

            assertThat(post(http, at, first, BODY)).isEqualTo(204);
            assertThat(post(http, at, signed(Instant.now(), OURS), BODY)).isEqualTo(204);
            assertThat(post(http, at, signed(Instant.now(), NEXT), BODY)).isEqualTo(401);
            assertThat(post(http, at, first, "{}".getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(401);
            assertThat(post(http, at, signed(Instant.now().minusSeconds(3600), OURS), BODY))
                    .isEqualTo(401);

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Files.readString(log).contains("bytes"));
            assertThat(Files.readString(log).lines().skip(1)).containsExactly("acme evt_1 " + BODY.length + " bytes");
        } finally {
            backend.destroyForcibly();
        }
    }

    private static StandardWebhook signed(Instant time, Secret... secrets) {
        return StandardWebhook.sign("evt_1", time, BODY, List.of(secrets));
    }

    private boolean verifies(Language language, StandardWebhook signed, byte[] body) throws Exception {
        Path log = folder.resolve("log.txt");
        Files.write(folder.resolve("body"), body);
        Process program =
                start(language, List.of(OURS.reveal(), signed.id(), signed.timestamp(), signed.signature()), log);
        assertThat(program.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
        assertThat(program.exitValue()).as(Files.readString(log)).isIn(0, 1);
        if (program.exitValue() == 1) {
            assertThat(Files.readString(log).replace("exit status 1\n", "")).isEmpty();
        }
        return program.exitValue() == 0;
    }

    private Process start(Language language, List<String> arguments, Path log) throws IOException {
        var command = new ArrayList<>(language.command());
        command.addAll(arguments);
        Path body = folder.resolve("body");
        if (!Files.exists(body)) {
            Files.createFile(body);
        }
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(body.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("WAYPOST_SIGNING_SECRET", OURS.reveal());
        builder.environment().put("PORT", "0");
        builder.environment().put("GOCACHE", folder.resolve("go").toString());
        try {
            return builder.start();
        } catch (IOException absent) {
            return abort("skipped: " + command.getFirst() + " is not on this machine");
        }
    }

    private static int post(HttpClient http, URI at, StandardWebhook signed, byte[] body) throws Exception {
        var request = HttpRequest.newBuilder(at)
                .header("webhook-id", signed.id())
                .header("webhook-timestamp", signed.timestamp())
                .header("webhook-signature", signed.signature())
                .header("X-Tenant-ID", "acme")
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
}
