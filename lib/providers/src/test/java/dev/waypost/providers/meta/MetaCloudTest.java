package dev.waypost.providers.meta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.CallbackMark;
import dev.waypost.providers.CauseKind;
import dev.waypost.providers.Content;
import dev.waypost.providers.CredentialEnd;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.NumberFacts;
import dev.waypost.providers.OutgoingMessage;
import dev.waypost.providers.ProbeOutcome;
import dev.waypost.providers.Provider;
import dev.waypost.providers.ProviderKind;
import dev.waypost.providers.Providers;
import dev.waypost.providers.SendOutcome;
import dev.waypost.providers.Support;
import dev.waypost.providers.TemplateComponent;
import dev.waypost.simulator.Simulator;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The real wire: our client against a simulator that was written from Meta's specification.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetaCloudTest {
    private static final String NUMBER = "106540352242922";
    private static final String TO = "+4915112345678";

    private final ApplicationContext context =
            ApplicationContext.run(Map.of("waypost.service", "test", "waypost.http.allowed-cidrs", "127.0.0.0/8"));
    private final Provider meta = new Providers(context.getBean(GuardedHttp.class)).of(ProviderKind.META_CLOUD);
    private final HttpClient control = HttpClient.newHttpClient();
    private Simulator simulator;

    @BeforeAll
    void start() throws Exception {
        simulator = Simulator.start(0);
        register("\"canSendMessage\":\"AVAILABLE\"");
    }

    @AfterAll
    void stop() {
        simulator.close();
        context.close();
        control.close();
    }

    @Test
    void every_kind_of_content_is_taken() throws Exception {
        faults("");
        for (Content content : List.of(
                new Content.Text("grüße 😀", true),
                Content.Media.link(Content.MediaKind.IMAGE, "https://example.com/a.jpg"),
                Content.Media.link(Content.MediaKind.DOCUMENT, "https://example.com/a.pdf"),
                new Content.Location(52.5, 13.4, "Berlin", null),
                new Content.Reaction("wamid.X", "👍", false),
                new Content.Template("hello", "en_US", List.of(TemplateComponent.body("Ada"))))) {
            assertThat(meta.capabilities().supports(content, false)).isInstanceOf(Support.Supported.class);
            assertThat(send("token", content))
                    .as(content.type())
                    .isInstanceOfSatisfying(
                            SendOutcome.Accepted.class,
                            accepted -> assertThat(accepted.id()).startsWith("wamid."));
        }
        assertThat(call("GET", "ledger", "")).contains("wp1.msg_1.");
    }

    @Test
    void errors_and_broken_connections_have_their_outcome() throws Exception {
        assertThat(faulty("\"code\":130429")).isInstanceOf(SendOutcome.SlowDown.class);
        assertThat(faulty("\"code\":131026")).isInstanceOf(SendOutcome.Refused.class);
        assertThat(faulty("\"code\":190")).isInstanceOf(SendOutcome.EndpointBroken.class);
        assertThat(faulty("\"html502\":true")).isInstanceOf(SendOutcome.Unknown.class);
        assertThat(faulty("\"code\":131016")).isInstanceOf(SendOutcome.Retry.class);
        assertThat(faulty("\"reset\":true,\"afterAccept\":true")).isInstanceOf(SendOutcome.Unknown.class);
        assertThat(faulty("\"hang\":true")).isInstanceOf(SendOutcome.Unknown.class);
        assertThat(faulty("\"code\":4,\"retryAfterSeconds\":7"))
                .isInstanceOfSatisfying(
                        SendOutcome.SlowDown.class,
                        slow -> assertThat(slow.after()).isEqualTo(Duration.ofSeconds(7)));
    }

    @Test
    void a_wrong_key_and_an_absent_server_are_told_apart() throws Exception {
        faults("");

        assertThat(send("wrong", new Content.Text("x", false)))
                .isInstanceOfSatisfying(
                        SendOutcome.EndpointBroken.class,
                        broken -> assertThat(broken.kind()).isEqualTo(CauseKind.CREDENTIAL));
        assertThat(meta.sender()
                        .send(
                                access("token", "http://127.0.0.1:" + closedPort()),
                                message(new Content.Text("x", false)),
                                Duration.ofSeconds(1)))
                .isInstanceOf(SendOutcome.Retry.class);
        assertThat(meta.sender()
                        .send(
                                access("token", "http://10.0.0.1"),
                                message(new Content.Text("x", false)),
                                Duration.ofSeconds(1)))
                .isInstanceOf(SendOutcome.EndpointBroken.class);
    }

    @Test
    void a_token_says_when_it_ends() throws Exception {
        faults("");
        register("\"tokenExpiresAt\":\"4102444800\"");
        assertThat(credentialEnd("token")).contains(new CredentialEnd(Instant.parse("2100-01-01T00:00:00Z")));
        assertThat(credentialEnd("wrong")).isEmpty();
        register("\"tokenExpiresAt\":\"0\"");
        assertThat(credentialEnd("token")).contains(new CredentialEnd(null));
    }

    private Optional<CredentialEnd> credentialEnd(String token) {
        return meta.prober().orElseThrow().credentialEnd(access(token, url()), Duration.ofSeconds(5));
    }

    @Test
    void a_probe_says_what_the_number_says() throws Exception {
        faults("");

        assertThat(probe("token"))
                .isEqualTo(new ProbeOutcome.Healthy(new NumberFacts("GREEN", "STANDARD", "TIER_UNLIMITED")));
        assertThat(probe("wrong"))
                .isInstanceOfSatisfying(
                        ProbeOutcome.Unhealthy.class,
                        unhealthy -> assertThat(unhealthy.kind()).isEqualTo(CauseKind.CREDENTIAL));
        register("\"canSendMessage\":\"LIMITED\"");
        assertThat(probe("token")).isInstanceOf(ProbeOutcome.Degraded.class);
        register("\"canSendMessage\":\"BLOCKED\"");
        assertThat(probe("token"))
                .isInstanceOfSatisfying(
                        ProbeOutcome.Unhealthy.class,
                        unhealthy -> assertThat(unhealthy.kind()).isEqualTo(CauseKind.ACCOUNT));
        register("\"status\":\"DISCONNECTED\"");
        assertThat(probe("token")).isInstanceOf(ProbeOutcome.Unhealthy.class);
        register("\"qualityRating\":\"RED\"");
        assertThat(probe("token")).isInstanceOf(ProbeOutcome.Degraded.class);
        register("\"canSendMessage\":\"AVAILABLE\"");
    }

    private SendOutcome faulty(String rule) throws Exception {
        faults("{" + rule + "}");
        return send("token", new Content.Text("x", false));
    }

    private SendOutcome send(String key, Content content) {
        return meta.sender().send(access(key, url()), message(content), Duration.ofSeconds(1));
    }

    private ProbeOutcome probe(String key) {
        return meta.prober().orElseThrow().probe(access(key, url()), Duration.ofSeconds(2));
    }

    private static OutgoingMessage message(Content content) {
        return new OutgoingMessage("msg_1", TO, content, null, new CallbackMark("msg_1", null));
    }

    private static EndpointAccess access(String key, String url) {
        return new EndpointAccess(ProviderKind.META_CLOUD, url, "v23.0", NUMBER, "waba", null, Secret.of(key));
    }

    private String url() {
        return "http://127.0.0.1:" + simulator.port() + "/meta";
    }

    private void register(String more) throws Exception {
        call("POST", "accounts", """
                {"provider":"META","phoneNumberId":"%s","wabaId":"waba","accessToken":"token","appSecret":"s",%s}""".formatted(NUMBER, more));
    }

    private void faults(String rules) throws Exception {
        call("PUT", "faults", "{\"rules\":[" + rules + "]}");
    }

    private String call(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = control.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + simulator.port() + "/control/" + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return answer.body();
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
