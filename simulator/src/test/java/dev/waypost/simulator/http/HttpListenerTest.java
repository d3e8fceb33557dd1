package dev.waypost.simulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HttpListenerTest {
    private HttpListener listener;

    @BeforeEach
    void start() throws Exception {
        listener = HttpListener.start(
                "127.0.0.1",
                0,
                request -> HttpAnswer.of(200, "text/plain", echo(request).getBytes(StandardCharsets.UTF_8)));
    }

    @AfterEach
    void stop() {
        listener.close();
    }

    private static String echo(HttpRequest request) {
        if (request.path().equals("/broken")) {
            throw new BadInput("a: b (expected: c)");
        }
        return request.method() + " " + request.path() + " " + request.body().length;
    }

    @Test
    void several_requests_share_a_connection() throws Exception {
        String answer = spoken("GET /a HTTP/1.1\r\nHost: x\r\n\r\nPOST /b HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"
                + "GET /c HTTP/1.1\r\nConnection: close\r\n\r\n");

        assertThat(answer).containsSubsequence("GET /a 0", "POST /b 3", "GET /c 0", "");
    }

    @Test
    void a_chunked_body_is_put_together() throws Exception {
        String answer = spoken("POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                + "3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n");

        assertThat(answer).endsWith("POST /a 13");
    }

    @Test
    void a_caller_that_asks_first_is_told_to_go_on() throws Exception {
        String answer =
                spoken("POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx");

        assertThat(answer)
                .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK")
                .endsWith("POST /a 1");
    }

    @Test
    void a_body_over_the_bound_is_refused_before_it_is_read() throws Exception {
        assertThat(spoken("POST /a HTTP/1.1\r\nContent-Length: 4194305\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
        assertThat(spoken("POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n400001\r\n"))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void what_is_not_http_is_refused() throws Exception {
        assertThat(spoken("hello\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(spoken("POST /a HTTP/1.1\r\nContent-Length: -1\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(spoken("POST /a HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n"))
                .startsWith("HTTP/1.1 501 ");
        assertThat(spoken("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 431 ");
    }

    @Test
    void bad_input_becomes_400_with_its_line() throws Exception {
        assertThat(spoken("GET /broken HTTP/1.1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .endsWith("{\"error\":\"a: b (expected: c)\"}");
    }

    @Test
    void a_port_in_use_cannot_be_taken() {
        Assertions.assertThatThrownBy(
                        () -> HttpListener.start("127.0.0.1", listener.port(), request -> new HttpAnswer.Reset()))
                .isInstanceOf(BindException.class);
    }

    /// Everything the server says until it ends the connection, to these bytes.
    private String spoken(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
