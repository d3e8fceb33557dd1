package dev.waypost.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.waypost.platform.fault.Fault;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuardedHttpTest {
    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            calls.incrementAndGet();
            byte[] body = exchange.getRequestBody().readAllBytes();
            switch (exchange.getRequestURI().getPath()) {
                case "/redirect" -> {
                    exchange.getResponseHeaders().set("Location", "/echo");
                    exchange.sendResponseHeaders(302, -1);
                }
                case "/large" -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write(new byte[4096]);
                }
                case "/hang" -> {
                    try {
                        released.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
                default -> {
                    exchange.getResponseHeaders()
                            .set("X-Type", exchange.getRequestHeaders().getFirst("Content-Type"));
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                }
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        released.countDown();
        server.stop(0);
    }

    @Test
    void bytes_and_content_type_travel_unchanged() throws HttpFailure {
        byte[] body = "{\"a\":\"\\u00e4\"}".getBytes(StandardCharsets.UTF_8);

        HttpAnswer answer = http("127.0.0.0/8").send(call("POST", "/echo", body, Duration.ofSeconds(5)));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.headers()).containsEntry("x-type", "application/json");
    }

    @Test
    void a_redirect_is_an_answer_and_is_not_followed() throws HttpFailure {
        HttpAnswer answer = http("127.0.0.0/8").send(call("POST", "/redirect", new byte[0], Duration.ofSeconds(5)));

        assertThat(answer.status()).isEqualTo(302);
        assertThat(calls).hasValue(1);
    }

    @Test
    void an_address_that_is_not_allowed_is_never_called() {
        GuardedHttp http = http("");

        HttpFailure literal = failure(http, call("GET", "/echo", new byte[0], Duration.ofSeconds(5)));
        HttpFailure name = failure(
                http,
                new HttpCall(
                        "GET",
                        URI.create("https://localhost:" + server.getAddress().getPort() + "/"),
                        Map.of(),
                        new byte[0],
                        Duration.ofSeconds(5)));

        assertThat(literal.kind()).isEqualTo(HttpFailure.Kind.URL_REFUSED);
        assertThat(name.kind()).isEqualTo(HttpFailure.Kind.URL_REFUSED);
        assertThat(calls).hasValue(0);
        assertThatThrownBy(() -> http.check(URI.create("https://169.254.169.254/latest")))
                .isInstanceOf(Fault.class);
        assertThatThrownBy(() -> http.check(URI.create("https://user:pw@example.com/")))
                .isInstanceOf(Fault.class);
        assertThatThrownBy(() -> http.check(URI.create("file:///etc/passwd"))).isInstanceOf(Fault.class);
    }

    @Test
    void a_failure_says_whether_the_other_side_can_have_acted() throws IOException {
        HttpFailure hung = failure(
                http("127.0.0.0/8"),
                call("POST", "/hang", "x".getBytes(StandardCharsets.UTF_8), Duration.ofMillis(300)));
        int closedPort;
        try (var socket = new ServerSocket(0)) {
            closedPort = socket.getLocalPort();
        }
        HttpFailure nobody = failure(
                http("127.0.0.0/8"),
                new HttpCall(
                        "POST",
                        URI.create("http://127.0.0.1:" + closedPort + "/"),
                        Map.of(),
                        new byte[0],
                        Duration.ofSeconds(5)));

        assertThat(hung.kind()).isEqualTo(HttpFailure.Kind.TIMED_OUT_AFTER_SEND);
        assertThat(hung.maybeActed()).isTrue();
        assertThat(nobody.kind()).isEqualTo(HttpFailure.Kind.CONNECT_FAILED);
        assertThat(nobody.maybeActed()).isFalse();
    }

    @Test
    void an_answer_that_is_too_long_is_cut_off() {
        HttpFailure failure = failure(http("127.0.0.0/8"), call("GET", "/large", new byte[0], Duration.ofSeconds(5)));

        assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.TOO_LARGE);
    }

    private static HttpFailure failure(GuardedHttp http, HttpCall call) {
        return catchThrowableOfType(HttpFailure.class, () -> http.send(call));
    }

    private HttpCall call(String method, String path, byte[] body, Duration timeout) {
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
        return new HttpCall(method, uri, Map.of("Content-Type", "application/json"), body, timeout);
    }

    private static GuardedHttp http(String allowed) {
        return new GuardedHttp(
                new HttpSettings(allowed, false, Duration.ofSeconds(2), 8, Duration.ofSeconds(4), 1024),
                OpenTelemetry.noop(),
                new SimpleMeterRegistry());
    }
}
