package dev.waypost.providers.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.Content;
import dev.waypost.providers.InboundEvent;
import dev.waypost.providers.ProviderKind;
import dev.waypost.providers.SendOutcome;
import dev.waypost.providers.WebhookFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Out and back: what is sent through a provider comes back in its webhooks, signed, under the id that we know.
class RoundTripTest {
    private static final String SECRET = "hook-secret-1";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @ParameterizedTest
    @EnumSource(ProviderKind.class)
    void receipts_name_the_message_by_the_id_that_the_send_answered(ProviderKind kind) throws Exception {
        try (var world = new ProviderWorld(kind)) {
            world.register(hook(world));
            for (Content content : List.of(
                    new Content.Text("hello", false),
                    Content.Media.link(Content.MediaKind.IMAGE, "https://example.com/a.jpg"))) {
                world.control("DELETE", "faults", "");
                String id = ((SendOutcome.Accepted) world.provider
                                .sender()
                                .send(world.access(), ProviderContract.message(content, null), PATIENCE))
                        .id();

                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(events(world, kind).stream()
                                        .filter(event -> event.kind() == InboundEvent.Kind.STATUS)
                                        .filter(event -> String.valueOf(id).equals(event.providerMessageId()))
                                        .map(InboundEvent::status))
                                .contains("delivered", "read"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ProviderKind.class)
    void what_a_user_wrote_can_be_read_answered_and_reacted_to(ProviderKind kind) throws Exception {
        try (var world = new ProviderWorld(kind)) {
            world.register(hook(world));
            String who = world.isMeta() ? "phoneNumberId" : "session";
            world.control("POST", "inbound", """
                    {"provider":"%s","%s":"%s","from":"4915112345678","text":"start_realty_2"}""".formatted(kind, who, ProviderWorld.NAME));
            await().atMost(PATIENCE).until(() -> !events(world, kind).isEmpty());

            InboundEvent wrote = events(world, kind).getFirst();
            assertThat(wrote.kind()).isEqualTo(InboundEvent.Kind.MESSAGE);
            assertThat(wrote.text()).isEqualTo("start_realty_2");
            assertThat(wrote.user()).isEqualTo("4915112345678");
            String id = String.valueOf(wrote.providerMessageId());
            for (Content content : List.of(
                    new Content.ReadMark(id), new Content.Reaction(id, "👍", false), new Content.Typing(id, null))) {
                assertThat(world.provider
                                .sender()
                                .send(world.access(), ProviderContract.message(content, null), PATIENCE))
                        .as(content.type())
                        .isInstanceOf(SendOutcome.Accepted.class);
            }
            assertThat(world.provider
                            .sender()
                            .send(
                                    world.access(),
                                    ProviderContract.message(new Content.Text("yes", false), id),
                                    PATIENCE))
                    .isInstanceOf(SendOutcome.Accepted.class);
        }
    }

    private static String hook(ProviderWorld world) {
        String url = world.url().replaceAll("/[a-z]+$", "/backend/hook");
        // Meta's secret stands in the account already.
        return ",\"webhookUrl\":\"" + url + "\"" + (world.isMeta() ? "" : ",\"webhookSecret\":\"" + SECRET + "\"");
    }

    private static List<InboundEvent> events(ProviderWorld world, ProviderKind kind) throws Exception {
        JsonNode got = new JsonMapper()
                .readTree(world.control("GET", "backends/hook", ""))
                .path("requests");
        WebhookFormat format = WebhookFormat.of(kind);
        List<InboundEvent> events = new ArrayList<>();
        for (JsonNode request : got) {
            byte[] body = Base64.getDecoder().decode(request.path("bodyBase64").asText());
            String proof = request.path("headers").properties().stream()
                    .filter(header ->
                            header.getKey().equalsIgnoreCase(format.signature().header()))
                    .map(header -> header.getValue().asText())
                    .findFirst()
                    .orElse(null);
            Optional<Secret> proven = format.signature()
                    .provenBy(
                            body,
                            proof,
                            List.of(Secret.of(kind == ProviderKind.META_CLOUD ? "s" : SECRET)),
                            Instant.now());
            assertThat(proven).as("signature of " + kind).isPresent();
            events.addAll(format.decoder().decode(body));
        }
        return events;
    }
}
