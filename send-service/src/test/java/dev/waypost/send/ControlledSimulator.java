package dev.waypost.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.simulator.Simulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/// A simulator of the test's own, told over HTTP what to do.
public final class ControlledSimulator implements AutoCloseable {
    private final Simulator simulator;
    private final HttpClient http = HttpClient.newHttpClient();

    public ControlledSimulator() {
        try {
            simulator = Simulator.start(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The base of one provider's face, such as `meta`.
    public String url(String face) {
        return "http://127.0.0.1:" + simulator.port() + "/" + face;
    }

    /// A number of Meta's.
    public void number(String phoneNumberId) {
        control("POST", "accounts", """
                {"provider":"META","phoneNumberId":"%s","wabaId":"waba","accessToken":"token","appSecret":"s"}""".formatted(phoneNumberId));
    }

    public void faults(String rules) {
        control("PUT", "faults", "{\"rules\":[" + rules + "]}");
    }

    public String control(String method, String path, String body) {
        try {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create(url("control/" + path)))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        simulator.close();
        http.close();
    }
}
