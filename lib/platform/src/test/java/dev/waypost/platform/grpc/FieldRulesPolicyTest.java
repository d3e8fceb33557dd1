package dev.waypost.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.waypost.platform.fault.Fault.Violation;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.send.v1.SendRequest;
import org.junit.jupiter.api.Test;

class FieldRulesPolicyTest {
    @Test
    void a_request_that_keeps_the_rules_has_no_violations() {
        var request = CreateTenantRequest.newBuilder()
                .setTenantId("salon-1")
                .setRequestId("r_1")
                .setName("Salon")
                .build();

        assertThat(FieldRulesPolicy.violations(request)).isEmpty();
    }

    @Test
    void every_broken_rule_is_named_with_value_and_expectation() {
        var request = CreateTenantRequest.newBuilder()
                .setTenantId("a:b/../c")
                .setName("x".repeat(257))
                .build();

        assertThat(FieldRulesPolicy.violations(request))
                .containsExactlyInAnyOrder(
                        new Violation("tenant_id", "value: a:b/../c (expected: 1 to 64 letters, digits, '-' or '_')"),
                        new Violation("request_id", "value: none (expected: one)"),
                        new Violation("name", "value: 257 characters (expected: at most 256)"));
    }

    @Test
    void durations_are_measured_in_milliseconds() {
        var request = SendRequest.newBuilder()
                .setValidFor(Duration.newBuilder().setNanos(5_000_000))
                .build();

        assertThat(FieldRulesPolicy.violations(request))
                .contains(new Violation("valid_for", "value: 5 (expected: at least 1000)"));
    }
}
