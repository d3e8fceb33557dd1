package dev.waypost.send.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.waypost.configclient.TenantState;
import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.tenant.RoutePolicy.Route;
import dev.waypost.send.tenant.RoutePolicy.Why;
import dev.waypost.send.tenant.SendingTenant.Candidate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RoutePolicyTest {
    private static final int USERS = 20_000;

    @Test
    void a_pool_gives_every_endpoint_its_share() {
        Map<String, Integer> count = counted(tenant(active("a", 1), active("b", 2), active("c", 5)));

        assertThat(count.getOrDefault("a", 0) / (double) USERS).isCloseTo(1 / 8.0, within(0.02));
        assertThat(count.getOrDefault("b", 0) / (double) USERS).isCloseTo(2 / 8.0, within(0.02));
        assertThat(count.getOrDefault("c", 0) / (double) USERS).isCloseTo(5 / 8.0, within(0.02));
    }

    @Test
    void one_that_leaves_the_pool_moves_only_its_own_conversations() {
        SendingTenant before = tenant(active("a", 1), active("b", 2), active("c", 5));
        SendingTenant after =
                tenant(active("a", 1), new Candidate("b", false, true, false, 2, access()), active("c", 5));

        for (int user = 0; user < USERS; user++) {
            String chosen = through(before, user);
            if (!chosen.equals("b")) {
                assertThat(through(after, user)).isEqualTo(chosen);
            } else {
                assertThat(through(after, user)).isNotEqualTo("b");
            }
        }
    }

    @Test
    void the_order_of_the_endpoints_decides_nothing() {
        for (int user = 0; user < 500; user++) {
            assertThat(through(tenant(active("a", 1), active("b", 3)), user))
                    .isEqualTo(through(tenant(active("b", 3), active("a", 1)), user));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4915112345678", "US.13491208655302741918"})
    void beside_the_active_one_nobody_carries_anything(String user) {
        SendingTenant tenant = tenant(
                new Candidate("s", true, false, false, 100, access()),
                active("a", 1),
                new Candidate("d", true, false, true, 100, access()));

        assertThat(RoutePolicy.decide(tenant, null, user))
                .isEqualTo(new Route.Through(tenant.endpoints().get(1), "the tenant's active endpoint"));
    }

    @Test
    void one_that_drains_or_is_off_carries_nothing_even_when_asked_for() {
        SendingTenant tenant = tenant(
                new Candidate("off", false, true, false, 1, access()),
                new Candidate("drains", true, false, true, 1, access()),
                new Candidate("standby", true, false, false, 1, access()));

        assertThat(RoutePolicy.decide(tenant, null, "1")).isEqualTo(new Route.None(Why.ENDPOINT_DISABLED));
        assertThat(RoutePolicy.decide(tenant, "off", "1")).isEqualTo(new Route.None(Why.ENDPOINT_DISABLED));
        assertThat(RoutePolicy.decide(tenant, "drains", "1")).isEqualTo(new Route.None(Why.ENDPOINT_DISABLED));
        assertThat(RoutePolicy.decide(tenant, "standby", "1")).isInstanceOf(Route.Through.class);
        assertThat(RoutePolicy.decide(tenant, "none", "1")).isEqualTo(new Route.None(Why.ENDPOINT_NOT_FOUND));
    }

    private static Map<String, Integer> counted(SendingTenant tenant) {
        Map<String, Integer> count = new HashMap<>();
        for (int user = 0; user < USERS; user++) {
            count.merge(through(tenant, user), 1, Integer::sum);
        }
        return count;
    }

    private static String through(SendingTenant tenant, int user) {
        return switch (RoutePolicy.decide(tenant, null, "+49151" + (10_000_000 + user))) {
            case Route.Through through -> through.endpoint().endpointId();
            case Route.None none -> throw new AssertionError(none);
        };
    }

    private static Candidate active(String id, int weight) {
        return new Candidate(id, true, true, false, weight, access());
    }

    private static SendingTenant tenant(Candidate... candidates) {
        return new SendingTenant(
                "tenant",
                TenantState.ACTIVE,
                List.of(candidates),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                false,
                SendingRules.DEFAULTS);
    }

    private static EndpointAccess access() {
        return new EndpointAccess(
                ProviderKind.META_CLOUD, "http://127.0.0.1", "v23.0", "1", "2", null, Secret.of("token"));
    }
}
