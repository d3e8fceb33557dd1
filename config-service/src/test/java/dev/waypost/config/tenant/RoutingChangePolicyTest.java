package dev.waypost.config.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.config.tenant.RoutingChangePolicy.Decision;
import dev.waypost.configclient.EndpointRole;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RoutingChangePolicyTest {
    private static final HeldEndpoint ONE = new HeldEndpoint("one", EndpointRole.ACTIVE);
    private static final HeldEndpoint TWO = new HeldEndpoint("two", EndpointRole.ACTIVE);
    private static final HeldEndpoint SPARE = new HeldEndpoint("spare", EndpointRole.STANDBY);

    @Test
    void a_single_policy_takes_no_endpoint_or_one_that_is_active() {
        assertThat(RoutingChangePolicy.decide("POOL", "SINGLE", List.of())).isEqualTo(new Decision.Fits());
        assertThat(RoutingChangePolicy.decide("POOL", "SINGLE", List.of(ONE))).isEqualTo(new Decision.Fits());
        assertThat(inTheWay("STANDBY", "SINGLE", List.of(ONE, SPARE))).containsExactly(ONE, SPARE);
        assertThat(inTheWay("STANDBY", "SINGLE", List.of(SPARE))).containsExactly(SPARE);
    }

    @Test
    void a_standby_policy_takes_one_active_endpoint() {
        assertThat(RoutingChangePolicy.decide("POOL", "STANDBY", List.of(ONE, SPARE)))
                .isEqualTo(new Decision.Fits());
        assertThat(inTheWay("POOL", "STANDBY", List.of(ONE, TWO, SPARE))).containsExactly(ONE, TWO);
    }

    @Test
    void a_pool_takes_any_and_the_same_policy_is_no_change() {
        assertThat(RoutingChangePolicy.decide("STANDBY", "POOL", List.of(ONE, SPARE)))
                .isEqualTo(new Decision.Fits());
        assertThat(RoutingChangePolicy.decide("SINGLE", "SINGLE", List.of(SPARE)))
                .isEqualTo(new Decision.Fits());
    }

    private static List<HeldEndpoint> inTheWay(String from, String to, List<HeldEndpoint> held) {
        return RoutingChangePolicy.decide(from, to, held) instanceof Decision.InTheWay way
                ? way.endpoints()
                : List.of();
    }
}
