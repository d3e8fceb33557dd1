package dev.waypost.send.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.configclient.TenantState;
import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.dispatch.RouteWaitPolicy.Wait;
import dev.waypost.send.tenant.SendingRules;
import dev.waypost.send.tenant.SendingTenant;
import dev.waypost.send.tenant.SendingTenant.Candidate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteWaitPolicyTest {
    @Test
    void what_failed_and_still_carries_is_waited_for() {
        Wait first = waitFor("first", "key");

        assertThat(ended(List.of(first), carrying("first", "key"), standby("second")))
                .isEmpty();
    }

    @Test
    void nobody_waits_for_an_endpoint_that_carries_no_more() {
        Wait first = waitFor("first", "key");

        assertThat(ended(List.of(first), standby("first"), carrying("second", "key")))
                .containsExactly(first);
        assertThat(ended(List.of(first), carrying("second", "key"))).containsExactly(first);
    }

    @Test
    void nobody_waits_for_what_was_wrong_and_is_put_right() {
        Wait known = waitFor("first", "old");
        Wait learned = new Wait("first", null);

        assertThat(ended(List.of(known), carrying("first", "new"))).containsExactly(known);
        // Whoever does not know how it was reached sees no change.
        assertThat(ended(List.of(learned), carrying("first", "new"))).isEmpty();
    }

    @Test
    void without_a_way_to_go_everything_waits() {
        List<Wait> all = List.of(waitFor("first", "key"), new Wait(RouteWaitPolicy.NO_ROUTE, null));

        assertThat(RouteWaitPolicy.ended(all, tenant(standby("second")), false)).isEmpty();
        assertThat(ended(all, carrying("second", "key"))).isEqualTo(all);
    }

    private static List<Wait> ended(List<Wait> waits, Candidate... endpoints) {
        return RouteWaitPolicy.ended(waits, tenant(endpoints), true);
    }

    private static Wait waitFor(String id, String key) {
        return new Wait(id, carrying(id, key).access());
    }

    private static Candidate carrying(String id, String key) {
        return candidate(id, true, key);
    }

    private static Candidate standby(String id) {
        return candidate(id, false, "key");
    }

    private static Candidate candidate(String id, boolean carries, String key) {
        var access = new EndpointAccess(
                ProviderKind.META_CLOUD, "https://graph.example.com", "v23.0", id, "waba", null, Secret.of(key));
        return new Candidate(id, true, carries, false, 1, access);
    }

    private static SendingTenant tenant(Candidate... endpoints) {
        return new SendingTenant(
                "tenant",
                TenantState.ACTIVE,
                List.of(endpoints),
                Duration.ofSeconds(2),
                Duration.ofHours(1),
                false,
                new SendingRules(
                        1,
                        Duration.ofMinutes(1),
                        SendingRules.WindowRule.SEND,
                        "",
                        "",
                        null,
                        "",
                        List.of(),
                        false,
                        Duration.ofDays(1)));
    }
}
