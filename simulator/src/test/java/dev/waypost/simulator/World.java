package dev.waypost.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.waypost.simulator.webhook.WebhookSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/// A simulator, a webhook receiver and one registered account, spoken to over real HTTP.
public final class World implements AutoCloseable {
    public static final String TOKEN = "EAAtoken";
    public static final String APP_SECRET = "app-secret-#";

    public final String phoneNumberId =
            String.valueOf(ThreadLocalRandom.current().nextLong(100_000_000_000L, 999_999_999_999L));
    public final String wabaId = "77" + phoneNumberId;
    public final Simulator simulator;
    public final WebhookSink sink = WebhookSink.start();
    private final HttpClient client = HttpClient.newHttpClient();

    private World(Simulator simulator) throws IOException {
        this.simulator = simulator;
    }

    /// One answer of the simulator.
    public record Answer(int status, HttpResponse<String> response) {

        public String body() {
            return response.body();
        }

        public JsonNode json() {
            try {
                return new ObjectMapper().readTree(response.body());
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + response.body(), e);
            }
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /// The line that says what was wrong.
        public String error() {
            return json().path("error").asText();
        }

        public int code() {
            return json().at("/error/code").asInt(-1);
        }

        public String wamid() {
            return json().at("/messages/0/id").asText();
        }
    }

    /// A world in which time between webhooks is too short to wait for.
    public static World start() throws Exception {
        WebhookSettings fast =
                WebhookSettings.DEFAULT.withGap(Duration.ofMillis(5)).withRetryFirst(Duration.ofMillis(10));
        World world = new World(Simulator.start(0, SimulatorSettings.defaults().withWebhooks(fast)));
        world.register("");
        return world;
    }

    /// Registers the account (again), with more fields.
    public Answer register(String more) throws Exception {
        return control("POST", "accounts", """
                {"provider":"META","phoneNumberId":"%s","wabaId":"%s","accessToken":"%s","appSecret":"%s","webhookUrl":"%s"%s}
                """.formatted(phoneNumberId, wabaId, TOKEN, APP_SECRET, sink.url(), more));
    }

    public Answer control(String method, String path, String body) throws Exception {
        return call(method, "/control/" + path, body, Map.of());
    }

    public Answer faults(String rules) throws Exception {
        return control("PUT", "faults", "{\"rules\":[" + rules + "]}");
    }

    public Answer text(String to, String body, String more) throws Exception {
        return messages("""
                {"messaging_product":"whatsapp","to":"%s","type":"text","text":{"body":"%s"}%s}""".formatted(to, body, more));
    }

    public Answer messages(String body) throws Exception {
        return meta("POST", phoneNumberId + "/messages", body);
    }

    public Answer meta(String method, String path, String body) throws Exception {
        return call(method, "/meta/v23.0/" + path, body, Map.of("Authorization", "Bearer " + TOKEN));
    }

    public Answer call(String method, String path, String body, Map<String, String> headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(url(path))
                .timeout(Duration.ofSeconds(20))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return send(request.build());
    }

    public Answer send(HttpRequest request) throws Exception {
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response);
    }

    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + simulator.port() + path);
    }

    @Override
    public void close() {
        simulator.close();
        sink.close();
        client.close();
    }
}
