package dev.waypost.providers.meta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.CallbackMark;
import dev.waypost.providers.CauseKind;
import dev.waypost.providers.Content;
import dev.waypost.providers.Content.MediaKind;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.InteractiveAction;
import dev.waypost.providers.InteractiveHeader;
import dev.waypost.providers.MediaSource;
import dev.waypost.providers.MediaUploader.File;
import dev.waypost.providers.MediaUploader.Uploaded;
import dev.waypost.providers.OutgoingMessage;
import dev.waypost.providers.Provider;
import dev.waypost.providers.ProviderKind;
import dev.waypost.providers.Providers;
import dev.waypost.providers.SendOutcome;
import dev.waypost.simulator.Simulator;
import io.micronaut.context.ApplicationContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Files that come as bytes: Meta takes them first, and the message after.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetaMediaTest {
    private static final File FILE =
            new File(MediaKind.IMAGE, "image/png", "a \"b\".png", new byte[] {1, 2, 13, 10, 0});

    private final ApplicationContext context =
            ApplicationContext.run(Map.of("waypost.service", "test", "waypost.http.allowed-cidrs", "127.0.0.0/8"));
    private final Provider meta = new Providers(context.getBean(GuardedHttp.class)).of(ProviderKind.META_CLOUD);
    private final HttpClient client = HttpClient.newHttpClient();
    private Simulator simulator;

    @BeforeAll
    void start() throws Exception {
        simulator = Simulator.start(0);
        control("POST", "/control/accounts", """
                {"provider":"META","phoneNumberId":"1065","wabaId":"waba","accessToken":"token","appSecret":"s"}""");
    }

    @AfterAll
    void stop() {
        simulator.close();
        context.close();
        client.close();
    }

    @BeforeEach
    void fresh() throws Exception {
        control("DELETE", "/control/faults", "");
    }

    @Test
    void a_file_is_kept_byte_for_byte_under_an_id() throws Exception {
        Uploaded uploaded = upload(Duration.ofSeconds(5));

        assertThat(uploaded).isInstanceOf(Uploaded.Held.class);
        String id = ((Uploaded.Held) uploaded).providerMediaId();
        HttpResponse<byte[]> kept = client.send(
                HttpRequest.newBuilder(URI.create(base() + "/meta/media/" + id))
                        .header("Authorization", "Bearer token")
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(kept.body()).isEqualTo(FILE.bytes());
        assertThat(kept.headers().firstValue("content-type")).contains("image/png");
    }

    @Test
    void an_upload_that_may_have_happened_did_no_harm_and_is_repeated() throws Exception {
        for (String rule : List.of("\"hang\":true", "\"reset\":true,\"afterAccept\":true", "\"status\":500")) {
            faults("{\"match\":{\"path\":\"/meta/*/media\"}," + rule + "}");
            assertThat(upload(Duration.ofMillis(700)))
                    .as(rule)
                    .isInstanceOfSatisfying(
                            Uploaded.Failed.class,
                            failed -> assertThat(failed.outcome()).isInstanceOf(SendOutcome.Retry.class));
        }
    }

    @Test
    void a_message_whose_file_was_not_taken_is_not_sent() throws Exception {
        faults("{\"match\":{\"path\":\"/meta/*/media\"},\"code\":190}");

        assertThat(send(bytes()))
                .isInstanceOfSatisfying(
                        SendOutcome.EndpointBroken.class,
                        broken -> assertThat(broken.kind()).isEqualTo(CauseKind.CREDENTIAL));
        assertThat(control("GET", "/control/ledger?to=4915100000001", "")).doesNotContain("\"type\":\"image\"");
    }

    @Test
    void a_file_in_a_header_is_uploaded_too() {
        assertThat(send(new Content.Interactive(
                        new InteractiveHeader.Medium(bytes()),
                        "Look",
                        null,
                        new InteractiveAction.LinkButton("Go", "https://example.com"))))
                .isInstanceOf(SendOutcome.Accepted.class);
    }

    @Test
    void version_and_address_are_the_endpoints() throws Exception {
        faults("{\"match\":{\"path\":\"/meta/v25.0/1065/messages\"},\"code\":131026}");

        assertThat(send(new Content.Text("x", false), "v24.0")).isInstanceOf(SendOutcome.Accepted.class);
        assertThat(send(new Content.Text("x", false), "v25.0")).isInstanceOf(SendOutcome.Refused.class);
        assertThat(send(new Content.Text("x", false), "latest"))
                .isInstanceOfSatisfying(
                        SendOutcome.EndpointBroken.class,
                        broken -> assertThat(broken.kind()).isEqualTo(CauseKind.SETUP));
    }

    private static Content.Media bytes() {
        return new Content.Media(MediaKind.IMAGE, new MediaSource.Bytes(FILE.bytes()), null, null, "image/png", false);
    }

    private Uploaded upload(Duration timeout) {
        return meta.uploader().orElseThrow().upload(access("v23.0"), FILE, timeout);
    }

    private SendOutcome send(Content content) {
        return send(content, "v23.0");
    }

    private SendOutcome send(Content content, String version) {
        var message = new OutgoingMessage("msg_1", "+4915100000001", content, null, new CallbackMark("msg_1", null));
        return meta.sender().send(access(version), message, Duration.ofSeconds(5));
    }

    private EndpointAccess access(String version) {
        return new EndpointAccess(
                ProviderKind.META_CLOUD, base() + "/meta", version, "1065", "waba", null, Secret.of("token"));
    }

    private String base() {
        return "http://127.0.0.1:" + simulator.port();
    }

    private void faults(String rule) throws Exception {
        control("PUT", "/control/faults", "{\"rules\":[" + rule + "]}");
    }

    private String control(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(base() + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return answer.body();
    }
}
