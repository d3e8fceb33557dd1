package dev.waypost.ingress;

import static dev.waypost.ingress.IngressUnderTest.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/// What a project may choose: what its deliveries carry, and what happens behind one that fails.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ProjectChoicesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String USER = "4915112345678";
    private static IngressUnderTest ingress;

    @BeforeAll
    static void start() {
        ingress = new IngressUnderTest();
    }

    @AfterAll
    static void stop() {
        ingress.close();
    }

    @Test
    void each_event_by_itself_in_the_words_of_waypost_with_its_part_of_the_webhook() throws Exception {
        try (var backend = TestProject.start();
                var other = TestProject.start()) {
            var tenant = new TestTenant().eventKinds("MESSAGE").payloadFormat("EVENT");
            tenant.project(ingress.service(), backend.url(), Map.of(), true);
            tenant.eventKinds().payloadFormat("").project(ingress.service(), other.url(), Map.of(), true);
            tenant.publish(ingress.service());
            String one = content(tenant.message("wamid.e1", USER, "one", null));
            String two = content(tenant.message("wamid.e2", USER, "two", "wamid.out"));
            String status = content(tenant.status("wamid.e3", USER, "read", null));
            byte[] body = ("{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"" + tenant.wabaId
                            + "\",\"changes\":[" + one + "," + two + "," + status + "]}]}")
                    .getBytes(StandardCharsets.UTF_8);

            assertThat(ingress.signed(tenant, body)).isEqualTo(200);

            await().atMost(SOON)
                    .until(() -> backend.got().size() == 2 && other.got().size() == 1);
            assertThat(other.got().getFirst().body()).isEqualTo(body);
            JsonNode first = document(backend, 0);
            JsonNode second = document(backend, 1);
            assertThat(first.path("version").asInt()).isEqualTo(1);
            assertThat(first.path("kind").asText()).isEqualTo("MESSAGE");
            assertThat(first.path("type").asText()).isEqualTo("text");
            assertThat(first.path("provider").asText()).isEqualTo("META_CLOUD");
            assertThat(first.path("user").asText()).isEqualTo(USER);
            assertThat(first.path("phone_number_id").asText()).isEqualTo(tenant.phoneNumberId);
            assertThat(first.path("provider_message_id").asText()).isEqualTo("wamid.e1");
            assertThat(second.path("reply_to").asText()).isEqualTo("wamid.out");
            assertThat(first.path("raw").toString()).contains("wamid.e1").doesNotContain("wamid.e2", "wamid.e3");
            assertThat(second.path("raw").toString()).contains("wamid.e2").doesNotContain("wamid.e1", "wamid.e3");
            assertThat(backend.got()).allSatisfy(got -> {
                assertThat(got.headers().get("webhook-id"))
                        .isEqualTo(JSON.readTree(got.body()).path("event_id").asText());
                assertThat(got.headers()).doesNotContainKey("x-hub-signature-256");
            });
        }
    }

    @Test
    void strict_tries_the_head_for_ever_and_lets_nobody_pass() throws Exception {
        try (var backend = TestProject.start()) {
            backend.answers(500);
            TestTenant tenant = tenant(backend, "STRICT");

            write(tenant, 3);
            await().atMost(SOON).until(() -> backend.got().size() > 8);

            assertThat(ids(backend)).hasSize(1);
            backend.answers(200);
            await().atMost(SOON).until(() -> ids(backend).size() == 3);
        }
    }

    @Test
    void skip_lets_the_others_pass_at_once_and_still_tries_the_one_that_failed() throws Exception {
        try (var backend = TestProject.start()) {
            TestTenant tenant = tenant(backend, "SKIP");
            backend.answers(body -> body.contains("\"m0\"") ? 500 : 200);

            write(tenant, 30);

            await().atMost(SOON).until(() -> ids(backend).size() == 30);
            assertThat(texts(backend).stream().filter(text -> !text.equals("m0")))
                    .containsExactlyElementsOf(
                            IntStream.range(1, 30).mapToObj(i -> "m" + i).toList());
            backend.answers(200);
            await().atMost(SOON).until(() -> texts(backend).getLast().equals("m0"));
        }
    }

    private static TestTenant tenant(TestProject backend, String whenBlocked) throws Exception {
        var tenant = new TestTenant().retries(4).whenBlocked(whenBlocked);
        tenant.project(ingress.service(), backend.url(), Map.of(), true);
        return tenant.publish(ingress.service());
    }

    private static void write(TestTenant tenant, int messages) throws Exception {
        for (int i = 0; i < messages; i++) {
            assertThat(ingress.signed(tenant, tenant.message("wamid.c" + i, USER, "m" + i, null)))
                    .isEqualTo(200);
        }
    }

    private static List<String> ids(TestProject backend) {
        return backend.got().stream()
                .map(got -> got.headers().get("webhook-id"))
                .distinct()
                .toList();
    }

    private static List<String> texts(TestProject backend) {
        return backend.got().stream()
                .map(got -> document(got)
                        .at("/entry/0/changes/0/value/messages/0/text/body")
                        .asText())
                .toList();
    }

    private static JsonNode document(TestProject backend, int at) {
        return document(backend.got().get(at));
    }

    private static JsonNode document(TestProject.Got got) {
        try {
            return JSON.readTree(got.body());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String content(byte[] webhook) throws Exception {
        return JSON.readTree(webhook).at("/entry/0/changes/0").toString();
    }
}
