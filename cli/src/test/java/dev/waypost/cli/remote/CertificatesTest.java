package dev.waypost.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.waypost.cli.WaypostUnderTest;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whom a command trusts: over https those that the machine vouches for, over http nobody is asked.
class CertificatesTest {
    private static final String PASSWORD = "only-for-this-test";

    @TempDir
    Path temp;

    @Test
    void over_http_no_certificates_are_read() throws Exception {
        try (var api = new StubApi().otherwise("200 []")) {
            // Whoever reads them fails by this.
            var ended = WaypostUnderTest.process(
                    List.of("-Djavax.net.ssl.trustStoreType=none-such"),
                    "tenant",
                    "list",
                    "--key",
                    "k",
                    "--url",
                    api.url());

            assertThat(ended.code()).as(ended.err()).isZero();
            assertThat(ended.out()).contains("No tenant yet");
        }
    }

    @Test
    void over_https_only_who_is_vouched_for_gets_the_key() throws Exception {
        Path keys = keys(90);
        HttpsServer server = serving(keys);
        try {
            String[] command = {"tenant", "list", "--key", "k", "--url", url(server)};
            var stranger = WaypostUnderTest.process(List.of(), command);
            var known = WaypostUnderTest.process(trusting(keys), command);

            assertThat(stranger.code()).isEqualTo(3);
            assertThat(stranger.err()).contains("SSLHandshakeException", "trusts the certificate there");
            assertThat(known.code()).as(known.err()).isZero();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void a_doctor_says_whose_certificate_it_is_and_when_it_ends() throws Exception {
        Path keys = keys(5);
        HttpsServer server = serving(keys);
        try {
            String[] command = {"doctor", "--key", "k", "--url", url(server)};
            var stranger = WaypostUnderTest.process(List.of("-Dstdout.encoding=UTF-8"), command);
            var known = WaypostUnderTest.process(trusting(keys), command);

            assertThat(stranger.code()).isEqualTo(1);
            assertThat(stranger.out())
                    .contains("✓ the console can be reached: 127.0.0.1", "✗ the certificate of the console is good: ")
                    .contains("it is for CN=localhost, by CN=localhost, until 20", "  do: serve a certificate")
                    .as("nothing is said over a line that nobody vouches for")
                    .doesNotContain("the console answers");
            assertThat(known.out())
                    .contains("✗ the certificate of the console is good: it ends in 4 d", "  do: renew it now")
                    .contains("✓ the console answers");
        } finally {
            server.stop(0);
        }
    }

    private static List<String> trusting(Path keys) {
        return List.of(
                "-Djavax.net.ssl.trustStore=" + keys,
                "-Djavax.net.ssl.trustStorePassword=" + PASSWORD,
                // What is printed is read as UTF-8 here.
                "-Dstdout.encoding=UTF-8");
    }

    private static String url(HttpsServer server) {
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }

    /// A key and a certificate of its own for 127.0.0.1.
    private Path keys(int days) throws Exception {
        Path keys = temp.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "console",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-validity",
                        Integer.toString(days),
                        "-keystore",
                        keys.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keys).as(said).exists();
        return keys;
    }

    private static HttpsServer serving(Path keys) throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(identity(keys)));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("[]".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        return server;
    }

    private static SSLContext identity(Path keys) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
