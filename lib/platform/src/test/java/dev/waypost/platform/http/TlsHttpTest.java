package dev.waypost.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsHttpTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST = 8;
    private static final byte[] BODY = "hello".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    @Test
    void a_server_that_prefers_http_2_gets_it_and_all_calls_share_a_connection() throws Exception {
        KeyStore store = Certificates.make(folder, "h2", 30, "ip:127.0.0.1");
        try (var server = new EchoServer(store, "h2", "http/1.1");
                GuardedHttp http = trusting(store);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(http.send(call(server)).text()).isEqualTo("hello");
            int before = server.connections();

            var answers = threads.invokeAll(IntStream.range(0, 50)
                    .mapToObj(i -> (Callable<HttpAnswer>) () -> http.send(call(server)))
                    .toList());

            for (var answer : answers) {
                assertThat(answer.get().text()).isEqualTo("hello");
            }
            assertThat(server.protocols()).containsOnly("h2");
            assertThat(server.connections()).isEqualTo(before);
        }
    }

    @Test
    void calls_over_http_2_are_as_many_at_once_as_may_be() throws Exception {
        KeyStore store = Certificates.make(folder, "bound", 30, "ip:127.0.0.1");
        try (var server = new EchoServer(store, "h2", "http/1.1");
                GuardedHttp http = trusting(store);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            http.send(call(server));
            server.hesitate();

            var answers = threads.invokeAll(IntStream.range(0, 50)
                    .mapToObj(i -> (Callable<HttpAnswer>) () -> http.send(call(server)))
                    .toList());

            for (var answer : answers) {
                assertThat(answer.get().text()).isEqualTo("hello");
            }
            assertThat(server.mostOpen()).isBetween(2, MOST);
        }
    }

    @Test
    void a_server_that_speaks_http_1_only_is_called_over_tls_and_its_connection_used_again() throws Exception {
        KeyStore store = Certificates.make(folder, "h1", 30, "ip:127.0.0.1");
        try (var server = new EchoServer(store, "http/1.1");
                GuardedHttp http = trusting(store)) {
            for (int i = 0; i < 5; i++) {
                assertThat(http.send(call(server)).text()).isEqualTo("hello");
            }

            assertThat(server.protocols()).containsOnly("http/1.1");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_certificate_that_nobody_trusts_or_for_another_name_is_no_connection() throws Exception {
        KeyStore elsewhere = Certificates.make(folder, "other", 30, "dns:elsewhere.example");
        KeyStore unknown = Certificates.make(folder, "unknown", 30, "ip:127.0.0.1");
        for (KeyStore store : new KeyStore[] {elsewhere, unknown}) {
            // One that prefers HTTP/2 would be looked at a second time, which hides a first look that is too short.
            try (var server = new EchoServer(store, "http/1.1");
                    GuardedHttp http = trusting(elsewhere)) {
                HttpFailure failure = catchThrowableOfType(HttpFailure.class, () -> http.send(call(server)));

                assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.CONNECT_FAILED);
                assertThat(server.protocols()).isEmpty();
            }
        }
    }

    private static HttpCall call(EchoServer server) {
        return new HttpCall("POST", server.url(), Map.of("X-A", "b"), BODY, PATIENCE);
    }

    private static GuardedHttp trusting(KeyStore store) throws Exception {
        return new GuardedHttp(
                new HttpSettings("127.0.0.0/8", false, PATIENCE, MOST, Duration.ofSeconds(30), 1024),
                OpenTelemetry.noop(),
                new SimpleMeterRegistry(),
                Trust.of(Certificates.trusted(store)));
    }
}
