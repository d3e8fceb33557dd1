package dev.waypost.config.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class OwnerPolicyTest {
    @Test
    void whoever_has_no_tenant_takes_the_others() {
        assertThat(OwnerPolicy.decide(List.of("t"), null)).isEqualTo(new OwnerPolicy.ProjectJoins("t"));
        assertThat(OwnerPolicy.decide(List.of(), "t")).isEqualTo(new OwnerPolicy.NumberJoins("t"));
        assertThat(OwnerPolicy.decide(List.of(), null)).isEqualTo(new OwnerPolicy.Nobody());
    }

    @Test
    void an_endpoint_id_of_several_tenants_is_told_apart_by_the_project() {
        assertThat(OwnerPolicy.decide(List.of("t", "u"), "u")).isEqualTo(new OwnerPolicy.Agreed("u"));
        assertThat(OwnerPolicy.decide(List.of("t", "u"), "v")).isEqualTo(new OwnerPolicy.Foreign());
        assertThat(OwnerPolicy.decide(List.of("t", "u"), null)).isEqualTo(new OwnerPolicy.Ambiguous());
    }
}
