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
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(identity(keys)));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("[]".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        try {
            String[] command = {
                "tenant",
                "list",
                "--key",
                "k",
                "--url",
                "https://127.0.0.1:" + server.getAddress().getPort()
            };
            var stranger = WaypostUnderTest.process(List.of(), command);
            var known = WaypostUnderTest.process(
                    List.of("-Djavax.net.ssl.trustStore=" + keys, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD),
                    command);

            assertThat(stranger.code()).isEqualTo(3);
            assertThat(stranger.err()).contains("SSLHandshakeException", "trusts the certificate there");
            assertThat(known.code()).as(known.err()).isZero();
        } finally {
            server.stop(0);
        }
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
