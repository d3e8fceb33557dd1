package dev.waypost.simulator.gateway;

import dev.waypost.simulator.World;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/// A world with one session on one gateway.
final class GatewayWorld implements AutoCloseable {
    static final String KEY = "user:pass-1";
    static final String SECRET = "hook-secret-1";
    static final String TO = "4915112345678";

    final World world = World.start();
    final String provider;
    final String face;

    GatewayWorld(String provider) throws Exception {
        this.provider = provider;
        this.face = provider.toLowerCase(java.util.Locale.ROOT);
        register("");
    }

    void register(String more) throws Exception {
        World.Answer answer =
                world.control("POST", "accounts", """
                {"provider":"%s","session":"main","accessToken":"%s","webhookUrl":"%s","webhookSecret":"%s"%s}""".formatted(provider, KEY, world.sink.url(), SECRET, more));
        if (answer.status() > 201) {
            throw new AssertionError(answer.body());
        }
    }

    World.Answer call(String method, String path, String body) throws Exception {
        Map<String, String> headers = switch (provider) {
            case "WAHA" -> Map.of("X-Api-Key", KEY, "Content-Type", "application/json");
            case "GOWA" ->
                Map.of(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(KEY.getBytes(StandardCharsets.UTF_8)),
                        "X-Device-Id",
                        "main",
                        "Content-Type",
                        "application/json");
            default -> Map.of("apikey", KEY, "Content-Type", "application/json");
        };
        return world.call(method, "/" + face + path, body, headers);
    }

    World.Answer text(String text) throws Exception {
        return switch (provider) {
            case "WAHA" ->
                call(
                        "POST",
                        "/api/sendText",
                        "{\"session\":\"main\",\"chatId\":\"%s@c.us\",\"text\":\"%s\"}".formatted(TO, text));
            case "GOWA" ->
                call(
                        "POST",
                        "/send/message",
                        "{\"phone\":\"%s@s.whatsapp.net\",\"message\":\"%s\"}".formatted(TO, text));
            default ->
                call("POST", "/message/sendText/main", "{\"number\":\"%s\",\"text\":\"%s\"}".formatted(TO, text));
        };
    }

    /// The id in an answer to a text, as WhatsApp has it.
    String id(World.Answer answer) {
        return switch (provider) {
            case "WAHA" -> answer.json().path("id").asText().replaceAll(".*_", "");
            case "GOWA" -> answer.json().at("/results/message_id").asText();
            default -> answer.json().at("/key/id").asText();
        };
    }

    void session(String action) throws Exception {
        World.Answer answer = world.control(
                "POST",
                "sessions",
                "{\"provider\":\"%s\",\"session\":\"main\",\"action\":\"%s\"}".formatted(provider, action));
        if (answer.status() != 200) {
            throw new AssertionError(answer.body());
        }
    }

    @Override
    public void close() {
        world.close();
    }
}
