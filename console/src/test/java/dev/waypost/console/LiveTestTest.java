package dev.waypost.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.console.ConsoleUnderTest.Answer;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.CheckOutcome;
import dev.waypost.proto.config.v1.CheckStep;
import dev.waypost.proto.config.v1.CheckStepKind;
import dev.waypost.proto.config.v1.Endpoint;
import dev.waypost.proto.config.v1.GetEndpointRequest;
import dev.waypost.proto.config.v1.GetEndpointResponse;
import dev.waypost.proto.config.v1.TestEndpointRequest;
import dev.waypost.proto.config.v1.TestEndpointResponse;
import dev.waypost.proto.config.v1.WatchEndpointTestRequest;
import dev.waypost.proto.config.v1.WatchEndpointTestResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The test of a connection that shows its steps: who may order one, and what the browser is told.
class LiveTestTest {
    private static final String TEST = "/ui/tenants/acme/endpoints/main/test";
    private static final Pattern STREAM = Pattern.compile("data-live=\"([^\"]+)\"");
    private static ConsoleUnderTest console;
    private static PagesUnderTest pages;

    @BeforeAll
    static void start() {
        console = new ConsoleUnderTest();
        console.suite.mirror.answer(
                GetEndpointRequest.class,
                asked -> GetEndpointResponse.newBuilder()
                        .setEndpoint(Endpoint.newBuilder()
                                .setTenantId(asked.getTenantId())
                                .setEndpointId(asked.getEndpointId()))
                        .build());
        pages = PagesUnderTest.signedIn(console, ConsoleUnderTest.ADMIN_KEY);
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void steps_are_told_one_by_one_and_then_the_stream_ends() {
        console.suite.mirror.answer(
                WatchEndpointTestRequest.class,
                _ -> WatchEndpointTestResponse.newBuilder()
                        .setStep(CheckStep.newBuilder()
                                .setKind(CheckStepKind.CHECK_STEP_KIND_DNS)
                                .setOutcome(CheckOutcome.CHECK_OUTCOME_PASSED)
                                .setDetail("<b>2</b> addresses"))
                        .setResult(TestEndpointResponse.newBuilder().setPassed(true))
                        .build());

        Answer told = pages.news(ordered());

        assertThat(told.header("Content-Type")).startsWith("text/event-stream");
        assertThat(told.raw().body())
                .containsSubsequence(
                        "event: piece",
                        "id=\"step-dns\"",
                        "&lt;b&gt;2&lt;/b&gt; addresses",
                        "id=\"step-tcp\"",
                        "under way",
                        "id=\"verdict\"",
                        "The connection works",
                        "event: end");
    }

    @Test
    void what_keeps_the_test_from_being_made_is_told() {
        console.suite.mirror.answer(WatchEndpointTestRequest.class, _ -> {
            throw Fault.of(Reason.ENDPOINT_NOT_FOUND);
        });

        assertThat(pages.news(ordered()).raw().body())
                .containsSubsequence("id=\"verdict\"", "ENDPOINT_NOT_FOUND", "event: end");
    }

    @Test
    void an_address_alone_tests_nothing() {
        String order = ordered();

        assertThat(pages.news(TEST + "/steps").status()).isEqualTo(403);
        assertThat(pages.news(TEST + "/steps?order=made-up").status()).isEqualTo(403);
        assertThat(pages.news(order.replace("/main/", "/other/")).status())
                .as("an order is for one endpoint")
                .isEqualTo(403);
        assertThat(PagesUnderTest.signedIn(console, ConsoleUnderTest.ADMIN_KEY)
                        .news(order)
                        .status())
                .as("an order is of one session")
                .isEqualTo(403);
    }

    @Test
    void without_a_script_all_steps_are_shown_at_the_end() {
        console.suite.mirror.answer(
                TestEndpointRequest.class,
                _ -> TestEndpointResponse.newBuilder()
                        .addSteps(CheckStep.newBuilder()
                                .setKind(CheckStepKind.CHECK_STEP_KIND_AUTH)
                                .setOutcome(CheckOutcome.CHECK_OUTCOME_FAILED)
                                .setDetail("WAHA refuses the key"))
                        .build());

        assertThat(pages.post(TEST, "at_once=yes").raw().body())
                .contains("The connection does not work", "WAHA refuses the key")
                .doesNotContain("data-live");
    }

    private static String ordered() {
        Matcher stream = STREAM.matcher(pages.post(TEST, "").raw().body());
        assertThat(stream.find()).isTrue();
        return stream.group(1).replace("&amp;", "&");
    }
}
