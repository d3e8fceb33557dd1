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
    private static final HeldEndpoint SPARE = new HeldEndpoint("spare", EndpointRole.STANDBY);

    @Test
    void a_single_policy_takes_at_most_one_endpoint() {
        assertThat(RoutingChangePolicy.decide("SINGLE", List.of())).isEqualTo(new Decision.Fits());
        assertThat(RoutingChangePolicy.decide("SINGLE", List.of(SPARE))).isEqualTo(new Decision.Fits());
        assertThat(RoutingChangePolicy.decide("SINGLE", List.of(ONE, SPARE)))
                .isEqualTo(new Decision.InTheWay(List.of(ONE, SPARE), "at most one endpoint"));
    }

    @Test
    void the_others_take_any() {
        assertThat(RoutingChangePolicy.decide("STANDBY", List.of(ONE, SPARE))).isEqualTo(new Decision.Fits());
        assertThat(RoutingChangePolicy.decide("POOL", List.of(ONE, SPARE))).isEqualTo(new Decision.Fits());
    }
}
