package dev.waypost.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.http.ConnectionStep.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ConnectionCheckTest {
    private static final Duration BUDGET = Duration.ofSeconds(10);
    private static final HttpSettings OPEN =
            new HttpSettings("127.0.0.0/8", false, Duration.ofSeconds(2), 8, Duration.ofSeconds(4), 1024);

    @TempDir
    Path folder;

    @Test
    void a_good_server_passes_every_step_and_each_has_its_time() throws Exception {
        try (var server = new TlsServer(store("good", 365, "ip:127.0.0.1"))) {
            List<ConnectionStep> steps = trusting(server).run(server.url("127.0.0.1"), BUDGET);

            assertThat(steps).extracting(ConnectionStep::kind).containsExactly(ConnectionStep.Kind.values());
            assertThat(steps).extracting(ConnectionStep::outcome).containsOnly(Outcome.PASSED);
            assertThat(steps).allSatisfy(step -> assertThat(step.latency()).isPositive());
        }
    }

    @Test
    void a_certificate_that_ends_soon_is_warned_of() throws Exception {
        try (var server = new TlsServer(store("soon", 5, "ip:127.0.0.1"))) {
            ConnectionStep tls =
                    trusting(server).run(server.url("127.0.0.1"), BUDGET).getLast();

            assertThat(tls.outcome()).isEqualTo(Outcome.WARNED);
            assertThat(tls.detail()).contains("4 days");
        }
    }

    @Test
    void a_certificate_for_another_host_or_signed_by_nobody_fails() throws Exception {
        try (var server = new TlsServer(store("other", 365, "dns:elsewhere.example"))) {
            ConnectionStep other =
                    trusting(server).run(server.url("127.0.0.1"), BUDGET).getLast();
            ConnectionStep nobody = new ConnectionCheck(OPEN, InstantSource.system())
                    .run(server.url("127.0.0.1"), BUDGET)
                    .getLast();

            assertThat(other.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(other.detail()).contains("another host");
            assertThat(nobody.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(nobody.detail()).contains("nobody who is trusted");
        }
    }

    @Test
    void what_must_not_be_called_is_refused_before_anything_is_opened() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var closed = new ConnectionCheck(
                    new HttpSettings("", false, Duration.ofSeconds(2), 8, Duration.ofSeconds(4), 1024),
                    InstantSource.system());

            List<ConnectionStep> literal = closed.run(URI.create("https://127.0.0.1:" + server.getLocalPort()), BUDGET);
            List<ConnectionStep> name = closed.run(URI.create("https://localhost:" + server.getLocalPort()), BUDGET);
            List<ConnectionStep> scheme = closed.run(URI.create("ftp://127.0.0.1"), BUDGET);

            assertThat(literal)
                    .extracting(ConnectionStep::outcome)
                    .containsExactly(Outcome.FAILED, Outcome.SKIPPED, Outcome.SKIPPED, Outcome.SKIPPED);
            assertThat(literal.getFirst().detail()).startsWith("LOOPBACK");
            assertThat(name)
                    .extracting(ConnectionStep::outcome)
                    .containsExactly(Outcome.PASSED, Outcome.FAILED, Outcome.SKIPPED, Outcome.SKIPPED);
            assertThat(scheme.getFirst().detail()).startsWith("MALFORMED");
            server.setSoTimeout(1);
            assertThat(accepted(server)).isFalse();
        }
    }

    @Test
    void a_closed_port_fails_at_tcp_and_a_silent_server_ends_with_the_budget() throws Exception {
        int closedPort;
        try (var socket = new ServerSocket(0)) {
            closedPort = socket.getLocalPort();
        }
        var check = new ConnectionCheck(OPEN, InstantSource.system());
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            long begun = System.nanoTime();

            ConnectionStep tls = check.run(
                            URI.create("https://127.0.0.1:" + silent.getLocalPort()), Duration.ofMillis(300))
                    .getLast();
            List<ConnectionStep> refused = check.run(URI.create("http://127.0.0.1:" + closedPort), BUDGET);

            assertThat(tls.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(tls.detail()).isEqualTo("no answer in time");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
            assertThat(refused)
                    .extracting(ConnectionStep::outcome)
                    .containsExactly(Outcome.PASSED, Outcome.PASSED, Outcome.FAILED, Outcome.SKIPPED);
        }
    }

    private static boolean accepted(ServerSocket server) {
        try {
            server.accept().close();
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }

    private static ConnectionCheck trusting(TlsServer server) {
        return new ConnectionCheck(OPEN, InstantSource.system(), server.context);
    }

    private KeyStore store(String name, int days, String alternative) throws Exception {
        return Certificates.make(folder, name, days, alternative);
    }

    /// Greets whoever connects, with a certificate of its own.
    private static final class TlsServer implements AutoCloseable {
        private final SSLContext context = SSLContext.getInstance("TLS");
        private final ServerSocket server;

        TlsServer(KeyStore store) throws Exception {
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(Certificates.trusted(store));
            context.init(Certificates.keys(store).getKeyManagers(), trust.getTrustManagers(), null);
            server = context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
            Thread.startVirtualThread(this::greet);
        }

        private void greet() {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    int _ = socket.getInputStream().read();
                } catch (IOException gone) {
                    continue;
                }
            }
        }

        URI url(String host) {
            return URI.create("https://" + host + ":" + server.getLocalPort() + "/api");
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
