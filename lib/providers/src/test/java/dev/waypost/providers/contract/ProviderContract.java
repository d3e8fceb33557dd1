package dev.waypost.providers.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.providers.CallbackMark;
import dev.waypost.providers.CauseKind;
import dev.waypost.providers.Content;
import dev.waypost.providers.Content.MediaKind;
import dev.waypost.providers.MediaLimit;
import dev.waypost.providers.MediaSource;
import dev.waypost.providers.OutgoingMessage;
import dev.waypost.providers.ProviderKind;
import dev.waypost.providers.SendOutcome;
import dev.waypost.providers.Support;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every provider keeps, whatever it is: our client on the wire against the simulator.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProviderContract {
    static final String TO = "+4915112345678";
    static final String SECRET_TEXT = "the secret words of a message";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    final ProviderKind kind;
    ProviderWorld world;

    ProviderContract(ProviderKind kind) {
        this.kind = kind;
    }

    @BeforeAll
    void start() throws Exception {
        world = new ProviderWorld(kind);
    }

    @AfterAll
    void stop() {
        world.close();
    }

    @BeforeEach
    void fresh() throws Exception {
        world.control("DELETE", "state", "");
        world.register("");
    }

    @Test
    void every_content_is_taken_or_refused_before_anybody_is_asked() throws Exception {
        List<String> carried = new ArrayList<>();
        for (Content content : Contents.all(kind)) {
            Support support = world.provider.capabilities().supports(content, false);
            int before = world.ledger().size();

            SendOutcome outcome = send(content, null);

            if (support instanceof Support.Supported) {
                carried.add(content.type());
                assertThat(outcome).as(content.toString()).isInstanceOf(SendOutcome.Accepted.class);
                SendOutcome.Accepted accepted = (SendOutcome.Accepted) outcome;
                assertThat(accepted.id() == null).as(content.type()).isEqualTo(content.isSignal());
                assertThat(world.ledger().size()).isEqualTo(before + (content.isSignal() ? 0 : 1));
            } else {
                assertThat(outcome).as(content.toString()).isInstanceOfAny(SendOutcome.Refused.class);
                assertThat(world.ledger().size()).isEqualTo(before);
            }
        }
        assertThat(carried)
                .contains("text", "image", "video", "audio", "document", "location", "contacts", "reaction")
                .contains("read_mark", "typing");
    }

    @Test
    void the_message_goes_to_the_number_and_nowhere_else() throws Exception {
        send(new Content.Text("hello", false), null);

        JsonNode entry = world.ledger().path(0);
        assertThat(entry.path("to").asText()).isEqualTo(TO.substring(1));
        assertThat(entry.path("type").asText()).isEqualTo("text");
    }

    @Test
    void an_answer_quotes_the_message_it_answers() {
        assertThat(send(new Content.Text("yes", false), Contents.messageId(kind)))
                .isInstanceOf(SendOutcome.Accepted.class);
        assertThat(world.provider.capabilities().supports(new Content.Reaction("x", "👍", false), true))
                .isInstanceOf(Support.Unsupported.class);
    }

    @Test
    void a_wrong_key_breaks_the_endpoint_and_is_not_repeated_to_anybody() {
        SendOutcome outcome = world.provider
                .sender()
                .send(world.access(ProviderWorld.NAME, "wrong:key-wrong", world.url()), text(), PATIENCE);

        assertThat(outcome).isInstanceOfSatisfying(SendOutcome.EndpointBroken.class, broken -> {
            assertThat(broken.kind()).isEqualTo(CauseKind.CREDENTIAL);
            assertThat(broken.cause()).doesNotContain("key-wrong");
        });
    }

    @Test
    void a_number_or_session_that_is_not_there_breaks_the_endpoint() {
        SendOutcome outcome = world.provider
                .sender()
                .send(world.access("nobody-2", ProviderWorld.KEY, world.url()), text(), PATIENCE);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        SendOutcome.EndpointBroken.class,
                        broken -> assertThat(broken.kind())
                                .isEqualTo(world.isMeta() ? CauseKind.ACCOUNT : CauseKind.SESSION));
    }

    @Test
    void a_server_that_is_not_there_took_nothing() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            String closed = "http://127.0.0.1:" + socket.getLocalPort();
            socket.close();
            assertThat(world.provider
                            .sender()
                            .send(world.access(ProviderWorld.NAME, ProviderWorld.KEY, closed), text(), PATIENCE))
                    .isInstanceOf(SendOutcome.Retry.class);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void an_address_that_we_do_not_call_is_our_own_trouble() {
        assertThat(world.provider
                        .sender()
                        .send(world.access(ProviderWorld.NAME, ProviderWorld.KEY, "http://10.0.0.1"), text(), PATIENCE))
                .isInstanceOfSatisfying(
                        SendOutcome.EndpointBroken.class,
                        broken -> assertThat(broken.kind()).isEqualTo(CauseKind.SETUP));
    }

    @Test
    void what_may_have_been_taken_is_unknown() throws Exception {
        for (String rule : List.of("\"hang\":true", "\"reset\":true,\"afterAccept\":true", "\"status\":200")) {
            world.faults(rule);
            SendOutcome outcome = world.provider.sender().send(world.access(), text(), Duration.ofMillis(700));
            assertThat(outcome).as(rule).isInstanceOf(SendOutcome.Unknown.class);
        }
        assertThat(world.ledger()).hasSize(1);
    }

    @Test
    void a_slow_answer_within_the_deadline_counts() throws Exception {
        world.faults("\"latencyMs\":300");

        assertThat(send(text().content(), null)).isInstanceOf(SendOutcome.Accepted.class);
    }

    @Test
    void what_something_in_between_answers_settles_nothing() throws Exception {
        for (String rule :
                List.of("\"html502\":true", "\"status\":408", "\"status\":500", "\"status\":503", "\"status\":504")) {
            world.faults(rule);
            assertThat(send(text().content(), null)).as(rule).isInstanceOf(SendOutcome.Unknown.class);
            world.faults(rule + ",\"afterAccept\":true");
            assertThat(send(text().content(), null)).as(rule).isInstanceOf(SendOutcome.Unknown.class);
        }
        assertThat(world.ledger()).hasSize(5);
    }

    @Test
    void a_wait_that_is_asked_for_is_kept() throws Exception {
        world.faults("\"status\":429,\"retryAfterSeconds\":7");

        assertThat(send(text().content(), null))
                .isInstanceOfSatisfying(
                        SendOutcome.SlowDown.class,
                        slow -> assertThat(slow.after()).isEqualTo(Duration.ofSeconds(7)));
    }

    @Test
    void nothing_that_is_kept_says_what_the_message_says() throws Exception {
        List<String> rules = world.isMeta()
                ? List.of(
                        "\"code\":100,\"details\":\"bad %s for %s by %s\"", "\"code\":131000,\"details\":\"%s %s %s\"")
                : kind == ProviderKind.GOWA
                        ? List.of("\"code\":\"VALIDATION_ERROR\",\"details\":\"%s %s %s\"")
                        : List.of("\"code\":500", "\"code\":400", "\"code\":463");
        for (String rule : rules) {
            world.faults(rule.formatted(SECRET_TEXT, TO, ProviderWorld.KEY));
            assertThat(send(new Content.Text(SECRET_TEXT, false), null).toString())
                    .as(rule)
                    .doesNotContain(SECRET_TEXT)
                    .doesNotContain(TO.substring(1))
                    .doesNotContain(ProviderWorld.KEY);
        }
    }

    @ParameterizedTest
    @EnumSource(MediaKind.class)
    void a_file_beyond_the_limit_is_refused_with_the_limit(MediaKind media) {
        world.provider.capabilities().limit(media).map(MediaLimit::maxBytes).ifPresent(most -> {
            var file = new MediaSource.Bytes(new byte[(int) (most + 1)]);
            var content = new Content.Media(media, file, null, null, null, false);
            assertThat(world.provider.capabilities().supports(content, false))
                    .isInstanceOfSatisfying(
                            Support.Invalid.class,
                            invalid -> assertThat(
                                            invalid.violations().getFirst().description())
                                    .contains(String.valueOf(most)));
        });
    }

    SendOutcome send(Content content, @Nullable String replyTo) {
        return world.provider.sender().send(world.access(), message(content, replyTo), PATIENCE);
    }

    static OutgoingMessage text() {
        return message(new Content.Text("hello", false), null);
    }

    static OutgoingMessage message(Content content, @Nullable String replyTo) {
        return new OutgoingMessage("msg_1", TO, content, replyTo, new CallbackMark("msg_1", null));
    }
}
