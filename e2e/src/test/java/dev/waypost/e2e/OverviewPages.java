package dev.waypost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.testkit.Fixtures;
import org.junit.jupiter.api.Test;

/// Whether all is well, at a glance.
interface OverviewPages {
    Screen screen();

    @Test
    default void the_overview_says_how_all_is_while_it_goes_on() {
        var screen = screen();
        var tab = screen.go("/ui/overview");
        assertThat(tab.text())
                .contains("Sent a second", "Received a second", "Success")
                .contains("Accepting, p99", "To the provider, p99", "To projects, p99")
                .contains("Deliveries waiting", "Deliveries parked", "Events in quarantine");
        assertThat(tab.text("#alerts")).contains("Alerts");
        assertThat(tab.text("#services")).contains("send-service", "health-service", "healthy");

        screen.send(Fixtures.phone(), "On our way", "");

        // Nobody loads the page again.
        screen.await("throughput", () -> !screen.figure("Sent a second").equals("0"));
        screen.await("times", () -> screen.figure("To the provider, p99").contains("s"));
        screen.await("success", () -> screen.figure("Success").contains("%"));
        screen.await(
                "statuses", () -> tab.text("#verdicts").replaceAll("\\s+", " ").matches(".*\\bhealthy [1-9].*"));
        tab.picture("overview");
        assertThat(tab.complaints()).isEmpty();
    }
}
