package dev.waypost.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.console.ConsoleUnderTest.Answer;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.SwitchEndpointRequest;
import dev.waypost.proto.config.v1.SwitchEndpointResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A switch by hand, to an endpoint whose server is being drained.
class SwitchPageTest {
    private static final String HERE = "/ui/tenants/salon/endpoints/backup";
    private static final String FIELDS = "from=main&revision=7&cause=main+is+down";
    private static ConsoleUnderTest console;
    private static PagesUnderTest pages;

    @BeforeAll
    static void start() {
        console = new ConsoleUnderTest();
        console.suite.mirror.answer(SwitchEndpointRequest.class, asked -> {
            if (!asked.getEvenIfDrained()) {
                throw Fault.of(Reason.SERVER_DRAINED).with("cause", "<b>its disk</b> fails");
            }
            return SwitchEndpointResponse.getDefaultInstance();
        });
        console.call(
                "PUT", "/api/whatsapp/endpoints/salon", "{\"id\": \"backup\", \"apiUrl\": \"https://x.example.com\"}");
        pages = PagesUnderTest.signedIn(console, ConsoleUnderTest.ADMIN_KEY);
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void it_is_refused_with_the_reason_and_asked_again_with_what_was_typed() {
        Answer refused = pages.post(HERE + "/switch", FIELDS);

        assertThat(console.suite.mirror.asked(SwitchEndpointRequest.class).getEvenIfDrained())
                .isFalse();
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.raw().body())
                .contains(
                        "Nothing was switched: the server of this endpoint is being drained",
                        "&lt;b&gt;its disk&lt;/b&gt; fails",
                        "Switch to an endpoint on another server, or use the server again",
                        "tick “Also if its server is being drained” and switch again",
                        "name=\"even_if_drained\"",
                        "value=\"main is down\"",
                        "Send through this endpoint from now on?");
    }

    @Test
    void it_is_made_with_the_box_ticked() {
        assertThat(pages.text(HERE + "/switch"))
                .contains("type=\"checkbox\" name=\"even_if_drained\"")
                .doesNotContain("Nothing was switched");

        Answer made = pages.post(HERE + "/switch", FIELDS + "&even_if_drained=on");

        assertThat(made.status()).isEqualTo(303);
        assertThat(made.header("Location")).isEqualTo(HERE);
        assertThat(console.suite.mirror.asked(SwitchEndpointRequest.class))
                .returns(true, SwitchEndpointRequest::getEvenIfDrained)
                .returns("salon", SwitchEndpointRequest::getTenantId)
                .returns("main", SwitchEndpointRequest::getFromEndpointId)
                .returns("backup", SwitchEndpointRequest::getToEndpointId)
                .returns(7L, SwitchEndpointRequest::getExpectedRevision)
                .returns("main is down", SwitchEndpointRequest::getCause);
    }
}
