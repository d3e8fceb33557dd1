package dev.waypost.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StaleConnectionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger answered = new AtomicInteger();
    private ServerSocket server;

    /// Answers every request on its connection, and leaves it open.
    @BeforeEach
    void serve() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    open.add(socket);
                    Thread.ofVirtual().start(() -> answer(socket));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private void answer(Socket socket) {
        try (socket) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.isEmpty()) {
                    answered.incrementAndGet();
                    socket.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException closed) {
            return;
        }
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    @Test
    void a_connection_that_the_other_side_closed_meanwhile_is_not_used_again() throws Exception {
        GuardedHttp http = http(Duration.ofMinutes(1));
        for (int round = 1; round <= 5; round++) {
            assertThat(send(http)).isEqualTo(200);
            for (Socket socket : open) {
                socket.close();
            }
            idle();
        }

        assertThat(answered).hasValue(5);
        assertThat(stale()).isEqualTo(4);
    }

    @Test
    void a_connection_that_was_idle_for_too_long_is_not_used_again_though_it_is_open() throws Exception {
        GuardedHttp http = http(Duration.ofMillis(100));
        assertThat(send(http)).isEqualTo(200);
        idle();

        assertThat(send(http)).isEqualTo(200);

        assertThat(open).hasSize(2);
        assertThat(stale()).isEqualTo(1);
    }

    @Test
    void a_connection_that_is_open_is_used_again() throws Exception {
        GuardedHttp http = http(Duration.ofMinutes(1));
        for (int round = 1; round <= 3; round++) {
            assertThat(send(http)).isEqualTo(200);
            idle();
        }

        assertThat(open).hasSize(1);
        assertThat(stale()).isZero();
    }

    private static void idle() {
        await().pollDelay(Duration.ofMillis(400)).atMost(PATIENCE).until(() -> true);
    }

    private double stale() {
        return meters.counter("waypost.http.connections.stale").count();
    }

    private int send(GuardedHttp http) throws HttpFailure {
        var uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
        return http.send(new HttpCall("POST", uri, Map.of(), new byte[0], PATIENCE))
                .status();
    }

    private GuardedHttp http(Duration keepAlive) {
        return new GuardedHttp(
                new HttpSettings("127.0.0.0/8", false, Duration.ofSeconds(10), 8, keepAlive, 1024),
                OpenTelemetry.noop(),
                meters);
    }
}
