package dev.waypost.platform.http;

import static dev.waypost.platform.http.ScriptedServer.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Http1Test {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final GuardedHttp http = http(8);

    @AfterEach
    void close() {
        http.close();
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||2;x=y|he|3|llo|0|Trailer: x||, hello, 1",
        "HTTP/1.1 200 OK|Content-Length: 5||hello, hello, 1",
        "HTTP/1.1 100 Continue||HTTP/1.1 103 Early Hints|Link: a||HTTP/1.1 200 OK|Content-Length: 5||hello, hello, 1",
        "HTTP/1.1 204 No Content||, '', 1",
        "HTTP/1.1 200 OK|Connection: close|Content-Length: 5||hello, hello, 2",
        "HTTP/1.0 200 OK|Content-Length: 5||hello, hello, 2",
    })
    void answers_of_every_shape_are_read_and_the_connection_used_again_where_it_may_be(
            String script, String body, int connections) throws Exception {
        try (var server = ScriptedServer.saying(script.replace("|", "\r\n"))) {
            assertThat(post(server, PATIENCE).text()).isEqualTo(body);
            assertThat(post(server, PATIENCE).text()).isEqualTo(body);

            assertThat(server.connections()).isEqualTo(connections);
        }
    }

    @Test
    void an_answer_without_a_length_ends_with_its_connection() throws Exception {
        try (var server = new ScriptedServer((socket, request) -> {
            say(socket, "HTTP/1.1 200 OK\r\n\r\nhello");
            return false;
        })) {
            assertThat(post(server, PATIENCE).text()).isEqualTo("hello");
            assertThat(post(server, PATIENCE).text()).isEqualTo("hello");
        }
    }

    @Test
    void what_follows_an_answer_is_not_taken_for_the_next_one() throws Exception {
        try (var server = ScriptedServer.saying(OK + "HTTP/1.1 500 Not yours\r\nContent-Length: 0\r\n\r\n")) {
            for (int i = 0; i < 5; i++) {
                assertThat(post(server, PATIENCE).status()).isEqualTo(200);
            }

            assertThat(server.connections()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhel",
                "HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n",
                ""
            })
    void an_answer_that_is_none_is_a_reset_after_the_request_was_sent(String answer) throws Exception {
        try (var server = new ScriptedServer((socket, request) -> {
            say(socket, answer);
            return false;
        })) {
            HttpFailure failure = failure(server, PATIENCE);

            assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.RESET_AFTER_SEND);
            assertThat(failure.maybeActed()).isTrue();
        }
    }

    @Test
    void headers_without_end_are_not_read_to_the_end() throws Exception {
        try (var server = new ScriptedServer((socket, request) -> {
            say(socket, "HTTP/1.1 200 OK\r\n");
            while (true) {
                say(socket, "X-Filler: " + "x".repeat(1000) + "\r\n");
            }
        })) {
            assertThat(failure(server, PATIENCE).kind()).isEqualTo(HttpFailure.Kind.RESET_AFTER_SEND);
        }
    }

    @Test
    void an_answer_that_drips_ends_with_the_time_of_the_call() throws Exception {
        var slowly = new CountDownLatch(1);
        try (var server = new ScriptedServer((socket, request) -> {
            say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            while (true) {
                say(socket, "x");
                slowly.await(10, TimeUnit.MILLISECONDS);
            }
        })) {
            assertThat(failure(server, Duration.ofMillis(300)).kind()).isEqualTo(HttpFailure.Kind.TIMED_OUT_AFTER_SEND);
        }
    }

    @Test
    void whoever_does_not_read_a_large_request_holds_its_caller_no_longer_than_the_call_may_take() throws Exception {
        try (var deaf = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var uri = URI.create("http://127.0.0.1:" + deaf.getLocalPort() + "/");
            var call = new HttpCall("POST", uri, Map.of(), new byte[64 * 1024 * 1024], Duration.ofMillis(300));

            HttpFailure failure = catchThrowableOfType(HttpFailure.class, () -> http.send(call));

            assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.TIMED_OUT_AFTER_SEND);
        }
    }

    @Test
    void calls_beyond_the_bound_of_a_host_wait_for_a_connection() throws Exception {
        var release = new CountDownLatch(1);
        try (var server = new ScriptedServer((socket, request) -> {
                    release.await();
                    say(socket, OK);
                    return true;
                });
                var threads = Executors.newVirtualThreadPerTaskExecutor();
                var two = http(2)) {
            Future<HttpAnswer> first = threads.submit(() -> post(two, server, PATIENCE));
            Future<HttpAnswer> second = threads.submit(() -> post(two, server, PATIENCE));
            await().atMost(PATIENCE).until(() -> server.requests().size() == 2);

            HttpFailure third =
                    catchThrowableOfType(HttpFailure.class, () -> post(two, server, Duration.ofMillis(200)));
            Future<HttpAnswer> fourth = threads.submit(() -> post(two, server, PATIENCE));
            release.countDown();

            assertThat(third.kind()).isEqualTo(HttpFailure.Kind.TIMED_OUT_BEFORE_SEND);
            assertThat(first.get().status()).isEqualTo(200);
            assertThat(second.get().status()).isEqualTo(200);
            assertThat(fourth.get().status()).isEqualTo(200);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void a_header_that_would_be_two_is_not_sent() throws Exception {
        try (var server = ScriptedServer.saying(OK)) {
            for (Map<String, String> headers : new Map[] {
                Map.of("X-A", "b\r\nX-Evil: c"), Map.of("X-A: b\r\nX-Evil", "c"), Map.of("", "c"), Map.of("X-Ä", "c")
            }) {
                var call = new HttpCall("POST", server.url("/"), headers, new byte[0], PATIENCE);

                HttpFailure failure = catchThrowableOfType(HttpFailure.class, () -> http.send(call));

                assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.URL_REFUSED);
            }
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void how_a_message_is_cut_is_not_for_the_caller_to_say() throws Exception {
        try (var server = ScriptedServer.saying(OK)) {
            var headers = Map.of("content-length", "9", "Transfer-Encoding", "chunked", "HOST", "a", "X-Mine", "b");

            http.send(new HttpCall("POST", server.url("/a%20b?c=d"), headers, new byte[3], PATIENCE));

            assertThat(server.requests().getFirst().lines().map(line -> line.replaceAll("127.*", "…")))
                    .containsExactlyInAnyOrder(
                            "POST /a%20b?c=d HTTP/1.1",
                            "Host: …",
                            "User-Agent: waypost",
                            "Accept-Encoding: identity",
                            "X-Mine: b",
                            "Content-Length: 3",
                            "");
        }
    }

    private HttpAnswer post(ScriptedServer server, Duration timeout) throws HttpFailure {
        return post(http, server, timeout);
    }

    private static HttpAnswer post(GuardedHttp http, ScriptedServer server, Duration timeout) throws HttpFailure {
        return http.send(new HttpCall("POST", server.url("/"), Map.of(), new byte[] {1, 2, 3}, timeout));
    }

    private HttpFailure failure(ScriptedServer server, Duration timeout) {
        return catchThrowableOfType(HttpFailure.class, () -> post(server, timeout));
    }

    private static GuardedHttp http(int maxPerHost) {
        return new GuardedHttp(
                new HttpSettings("127.0.0.0/8", false, PATIENCE, maxPerHost, Duration.ofSeconds(4), 1024),
                OpenTelemetry.noop(),
                new SimpleMeterRegistry());
    }
}
