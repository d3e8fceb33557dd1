package dev.waypost.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.waypost.console.web.frame.Sealed;
import dev.waypost.proto.ingress.v1.Event;
import dev.waypost.proto.ingress.v1.GetEventRequest;
import dev.waypost.proto.ingress.v1.GetEventResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What pages show of what others wrote, and what an address may carry.
class ShownAndHiddenTest {
    private static ConsoleUnderTest console;
    private static PagesUnderTest pages;

    @BeforeAll
    static void start() {
        console = new ConsoleUnderTest();
        pages = PagesUnderTest.signedIn(console, ConsoleUnderTest.ADMIN_KEY);
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"from\": \"4915112345678\"}",
                "{\"wa_id\": \"+4915112345678\"}",
                "{\"from\": \"4915112345678@c.us\"}",
                "{\"id\": \"false_4915112345678@c.us_3EB0\"}",
                "{\"sender\": \"4915112345678:12@s.whatsapp.net\"}",
                "{\"chat\": \"4915112345678-1600000000@g.us\"}",
                "{\"phone\": \"+49 151 12345678\"}",
                "not even JSON: 4915112345678@c.us"
            })
    void a_payload_hides_the_number_of_its_user(String payload) {
        assertThat(shown(payload)).doesNotContain("15112345678", "151 12345678").contains("*******");
    }

    @Test
    void a_payload_keeps_ids_and_times_and_runs_nothing() {
        String page = shown("""
                {"phone_number_id": "106540352242922", "timestamp": "1700000000", "id": "102290129340398",
                 "text": "<script>alert(1)</script>"}""");

        assertThat(page)
                .contains("106540352242922", "1700000000", "102290129340398", "&lt;script&gt;alert(1)")
                .doesNotContain("<script>alert");
    }

    @Test
    void what_is_sealed_for_one_use_opens_for_no_other_and_not_when_it_was_touched() {
        var sealed = console.running().context().getBean(Sealed.class);
        String number = sealed.seal("+4915112345678", "number");

        assertThat(sealed.open(number, "number")).contains("+4915112345678");
        assertThat(sealed.open(number, "sign-in")).isEmpty();
        assertThat(sealed.open(number.substring(0, number.length() - 2) + "AA", "number"))
                .isEmpty();
        assertThat(sealed.open("made-up", "number")).isEmpty();
    }

    @Test
    void what_is_sealed_for_a_while_does_not_open_afterwards() {
        var sealed = console.running().context().getBean(Sealed.class);

        assertThat(sealed.openInTime(sealed.seal("begun", "sign-in", Duration.ofHours(1)), "sign-in"))
                .contains("begun");
        assertThat(sealed.openInTime(sealed.seal("begun", "sign-in", Duration.ofSeconds(-1)), "sign-in"))
                .isEmpty();
    }

    /// The page of an event that came with this payload.
    private static String shown(String payload) {
        console.suite.mirror.answer(
                GetEventRequest.class,
                asked -> GetEventResponse.newBuilder()
                        .setEvent(Event.newBuilder()
                                .setEventId(asked.getEventId())
                                .setTenantId(asked.getTenantId())
                                .setPayload(ByteString.copyFromUtf8(payload)))
                        .build());
        return pages.text("/ui/inbound/acme/events/evt_1");
    }
}
