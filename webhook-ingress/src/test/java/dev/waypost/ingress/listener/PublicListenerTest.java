package dev.waypost.ingress.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.platform.settings.SettingsRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PublicListenerTest {
    private static final InetAddress NEIGHBOUR = InetAddress.ofLiteral("127.0.0.2");
    private static final InetAddress PROXY = InetAddress.ofLiteral("127.0.0.3");
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    private final AtomicReference<PublicHandler> handler =
            new AtomicReference<>(request -> PublicAnswer.text(request.method() + " " + request.path() + " "
                    + request.query() + " " + new String(request.body(), StandardCharsets.UTF_8)));
    private PublicListener listener;

    @BeforeEach
    void start() {
        listener = listenerWith(Duration.ofSeconds(1), Duration.ofSeconds(2), 16);
    }

    @AfterEach
    void stop() {
        listener.close();
    }

    private PublicListener listenerWith(Duration request, Duration idle, int connections) {
        return listenerWith(request, idle, connections, connections);
    }

    private PublicListener listenerWith(Duration request, Duration idle, int connections, int perAddress) {
        var settings = new ListenerSettings(
                "0.0.0.0", 1, 4096, 2048, 64 * 1024, connections, perAddress, request, idle, Duration.ofSeconds(5));
        var started = new PublicListener(settings, 0, asked -> handler.get().answer(asked), PROXY::equals);
        started.start();
        return started;
    }

    @Test
    void several_requests_use_one_connection() throws IOException {
        try (var client = new RawClient(listener.port())) {
            client.say("GET /a?x=1 HTTP/1.1\r\nHost: h\r\n\r\n");
            var first = client.hear();
            client.say("POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
            var second = client.hear();

            assertThat(first.status()).isEqualTo(200);
            assertThat(first.body()).isEqualTo("GET /a x=1 ");
            assertThat(second.body()).isEqualTo("POST /b  hello");
        }
    }

    @Test
    void pipelined_requests_are_answered_in_order() throws IOException {
        try (var client = new RawClient(listener.port())) {
            var requests = new StringBuilder();
            for (int i = 0; i < 40; i++) {
                requests.append("POST /").append(i).append(" HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab");
            }
            client.say(requests.toString());

            for (int i = 0; i < 40; i++) {
                assertThat(client.hear().body()).isEqualTo("POST /" + i + "  ab");
            }
        }
    }

    @Test
    void a_chunked_body_arrives_whole() throws IOException {
        try (var client = new RawClient(listener.port())) {
            client.say(
                    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");

            assertThat(client.hear().body()).isEqualTo("POST /  abcde");
        }
    }

    @Test
    void an_announced_body_over_the_limit_is_413_before_it_is_read() throws IOException {
        try (var client = new RawClient(listener.port())) {
            client.say("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4097\r\n\r\n");

            assertThat(client.hear().status()).isEqualTo(413);
            assertThat(client.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void a_chunked_body_over_the_limit_is_413_and_never_cut_short() throws IOException {
        List<PublicRequest> handled = new ArrayList<>();
        handler.set(request -> {
            handled.add(request);
            return PublicAnswer.OK;
        });
        try (var client = new RawClient(listener.port())) {
            client.say("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 5; i++) {
                client.say("400\r\n" + "x".repeat(1024) + "\r\n");
            }

            assertThat(client.hear().status()).isEqualTo(413);
            assertThat(handled).isEmpty();
        }
    }

    @Test
    void a_body_of_exactly_the_limit_is_taken() throws IOException {
        try (var client = new RawClient(listener.port())) {
            client.say("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4096\r\n\r\n" + "x".repeat(4096));

            assertThat(client.hear().body()).endsWith("x".repeat(4096));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "identity", "gzip, gzip"})
    void an_encoded_body_is_415(String encoding) throws IOException {
        try (var client = new RawClient(listener.port())) {
            client.say(
                    "POST / HTTP/1.1\r\nHost: h\r\nContent-Encoding: " + encoding + "\r\nContent-Length: 1\r\n\r\nx");

            assertThat(client.hear().status()).isEqualTo(415);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost : h\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "nonsense\r\n\r\n"
            })
    void what_could_be_read_in_two_ways_is_400_and_the_end_of_the_connection(String request) throws IOException {
        try (var client = new RawClient(listener.port())) {
            client.say(request);

            assertThat(client.hear().status()).isEqualTo(400);
            assertThat(client.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void a_head_over_the_limit_is_431_and_a_long_line_414() throws IOException {
        try (var client = new RawClient(listener.port())) {
            client.say("GET / HTTP/1.1\r\nX: " + "a".repeat(4000) + "\r\n\r\n");

            assertThat(client.hear().status()).isEqualTo(431);
        }
        try (var client = new RawClient(listener.port())) {
            client.say("GET /" + "a".repeat(5000) + " HTTP/1.1\r\n\r\n");

            assertThat(client.hear().status()).isEqualTo(414);
        }
    }

    @Test
    void a_client_that_drips_its_head_is_closed() throws IOException {
        try (var client = new RawClient(listener.port())) {
            client.say("GET / HT");

            assertThat(client.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void a_client_that_never_finishes_its_body_is_closed_and_holds_no_memory() throws IOException {
        try (var client = new RawClient(listener.port())) {
            client.say("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4000\r\n\r\nabc");

            assertThat(client.isClosedByPeer()).isTrue();
            Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> listener.bufferedBytes() == 0);
        }
    }

    @Test
    void a_silent_connection_is_closed_after_the_idle_time() throws IOException {
        try (var client = new RawClient(listener.port())) {
            client.say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            client.hear();

            assertThat(client.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void one_connection_too_many_is_closed_and_the_others_go_on() throws IOException {
        try (var few = listenerWith(Duration.ofSeconds(5), Duration.ofSeconds(5), 1);
                var first = new RawClient(few.port())) {
            first.say("GET / HTTP/1.1\r\nHost: h\r\n\r\n").hear();
            try (var second = new RawClient(few.port())) {
                assertThat(second.isClosedByPeer()).isTrue();
            }

            assertThat(first.say("GET / HTTP/1.1\r\nHost: h\r\n\r\n").hear().status())
                    .isEqualTo(200);
        }
    }

    @Test
    void one_address_does_not_take_every_place_and_a_proxy_may() throws IOException {
        try (var two = listenerWith(Duration.ofSeconds(20), Duration.ofSeconds(20), 16, 2);
                var first = new RawClient(two.port());
                var second = new RawClient(two.port());
                var neighbour = new RawClient(two.port(), NEIGHBOUR);
                var forMany = new RawClient(two.port(), PROXY);
                var forMore = new RawClient(two.port(), PROXY);
                var forAll = new RawClient(two.port(), PROXY)) {
            List<RawClient> welcome = List.of(first, second, neighbour, forMany, forMore, forAll);
            for (RawClient client : welcome) {
                assertThat(client.say(GET).hear().status()).isEqualTo(200);
            }
            try (var third = new RawClient(two.port())) {
                assertThat(third.isClosedByPeer()).isTrue();
            }

            second.close();
            // A place is free again as soon as the listener has seen that it was left.
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
                try (var another = new RawClient(two.port())) {
                    return another.say(GET).hear().status() == 200;
                } catch (IOException | RuntimeException notYet) {
                    return false;
                }
            });
        }
    }

    @Test
    void expect_continue_is_told_to_go_on() throws IOException {
        try (var client = new RawClient(listener.port())) {
            client.say("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");

            assertThat(client.hear().status()).isEqualTo(100);
            assertThat(client.say("ok").hear().body()).isEqualTo("POST /  ok");
        }
    }

    @Test
    void a_broken_handler_is_503_with_retry_after_and_tells_nothing() throws IOException {
        handler.set(request -> {
            throw new IllegalStateException("secret detail");
        });
        try (var client = new RawClient(listener.port())) {
            var answer = client.say("GET / HTTP/1.1\r\nHost: h\r\n\r\n").hear();

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.head()).contains("retry-after: 1");
            assertThat(answer.body()).doesNotContain("secret");
        }
    }

    @Test
    void closing_waits_for_the_request_under_way() throws Exception {
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        handler.set(request -> {
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return PublicAnswer.OK;
        });
        try (var client = new RawClient(listener.port())) {
            client.say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
            Thread closing = Thread.startVirtualThread(listener::close);
            goOn.countDown();

            var answer = client.hear();
            assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
            assertThat(answer.status()).isEqualTo(200);
        }
    }

    @Test
    void a_port_in_use_is_one_line() {
        var settings = new ListenerSettings(
                "0.0.0.0", 1, 1, 1024, 1, 1, 1, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));
        try (var second = new PublicListener(settings, listener.port(), request -> PublicAnswer.OK, PROXY::equals)) {
            assertThatThrownBy(second::start)
                    .isInstanceOf(SettingsRefused.class)
                    .hasMessageContaining("waypost.ingress.public-port " + listener.port());
        }
    }
}
