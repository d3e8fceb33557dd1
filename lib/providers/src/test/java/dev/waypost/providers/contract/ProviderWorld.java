package dev.waypost.providers.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.Provider;
import dev.waypost.providers.ProviderKind;
import dev.waypost.providers.Providers;
import dev.waypost.simulator.Simulator;
import io.micronaut.context.ApplicationContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;

/// A simulator with one account of one provider, and our side of it.
final class ProviderWorld implements AutoCloseable {
    static final String KEY = "us:er-key-1234";
    static final String NAME = "main-1";

    private final Simulator simulator;
    private final ApplicationContext context =
            ApplicationContext.run(Map.of("waypost.service", "test", "waypost.http.allowed-cidrs", "127.0.0.0/8"));
    private final HttpClient client = HttpClient.newHttpClient();
    private final ProviderKind kind;
    final Provider provider;

    ProviderWorld(ProviderKind kind) throws Exception {
        this.kind = kind;
        this.simulator = Simulator.start(0);
        this.provider = new Providers(context.getBean(GuardedHttp.class)).of(kind);
    }

    boolean isMeta() {
        return kind == ProviderKind.META_CLOUD;
    }

    String face() {
        return isMeta() ? "meta" : kind.name().toLowerCase(Locale.ROOT);
    }

    EndpointAccess access() {
        return access(NAME, KEY, url());
    }

    String url() {
        return "http://127.0.0.1:" + simulator.port() + "/" + face();
    }

    EndpointAccess access(String name, String key, String url) {
        return new EndpointAccess(
                kind,
                url,
                isMeta() ? "v23.0" : null,
                isMeta() ? name : null,
                isMeta() ? "waba" : null,
                isMeta() ? null : name,
                Secret.of(key));
    }

    /// @param more fields of the account, each with a comma before it
    void register(String more) throws Exception {
        String who = isMeta()
                ? "\"phoneNumberId\":\"%s\",\"wabaId\":\"waba\",\"appSecret\":\"s\"".formatted(NAME)
                : "\"session\":\"" + NAME + "\"";
        control(
                "POST",
                "accounts",
                "{\"provider\":\"" + kind + "\"," + who + ",\"accessToken\":\"" + KEY + "\"" + more + "}");
    }

    void faults(String rule) throws Exception {
        control("PUT", "faults", "{\"rules\":[" + (rule.isEmpty() ? "" : "{" + rule + "}") + "]}");
    }

    void session(String action) throws Exception {
        control(
                "POST",
                "sessions",
                "{\"provider\":\"%s\",\"session\":\"%s\",\"action\":\"%s\"}".formatted(kind, NAME, action));
    }

    JsonNode ledger() throws Exception {
        return new JsonMapper().readTree(control("GET", "ledger", "")).path("entries");
    }

    String control(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + simulator.port() + "/control/" + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return answer.body();
    }

    @Override
    public void close() {
        simulator.close();
        context.close();
        client.close();
    }
}
