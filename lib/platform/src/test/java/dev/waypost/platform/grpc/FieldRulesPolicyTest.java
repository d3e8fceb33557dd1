package dev.waypost.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.waypost.platform.fault.Fault.Violation;
import dev.waypost.proto.config.v1.CreateApiKeyRequest;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.send.v1.Media;
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

    @Test
    void what_is_shown_of_a_value_is_bounded_and_hides_no_character() {
        var request = CreateTenantRequest.newBuilder()
                .setTenantId("s\u0430lon\u200b\n" + "x".repeat(100))
                .setRequestId("r")
                .build();

        assertThat(FieldRulesPolicy.violations(request))
                .singleElement()
                .extracting(Violation::description)
                .asString()
                .startsWith("value: s\\u{430}lon\\u{200b}\\u{a}xxx")
                .contains("xxx... (expected: 1 to 64 letters");
    }

    @Test
    void what_no_store_can_keep_is_refused_in_every_field_whatever_its_rules() {
        var request = CreateTenantRequest.newBuilder()
                .setTenantId("salon")
                .setRequestId("r")
                .setName("a\u0000b")
                .putLabels("c\u0000d", "e")
                .build();
        var key = CreateApiKeyRequest.newBuilder()
                .setRequestId("r")
                .setName("n")
                .setRoleValue(2)
                .setExpireTime(Timestamp.newBuilder().setNanos(-1))
                .build();
        var send = SendRequest.newBuilder()
                .setValidFor(Duration.newBuilder().setSeconds(Long.MAX_VALUE))
                .build();

        assertThat(FieldRulesPolicy.violations(request))
                .extracting(Violation::field)
                .containsExactly("name", "labels[c\\u{0}d]");
        assertThat(FieldRulesPolicy.violations(key))
                .extracting(Violation::field)
                .containsExactly("expire_time");
        assertThat(FieldRulesPolicy.violations(send))
                .extracting(Violation::field)
                .contains("valid_for");
    }

    @Test
    void one_member_of_a_required_oneof_is_enough() {
        var named = Media.newBuilder().setProviderMediaId("102290129340398");
        var nothing = Media.newBuilder();

        assertThat(FieldRulesPolicy.violations(named.build())).isEmpty();
        assertThat(FieldRulesPolicy.violations(nothing.build()))
                .extracting(Violation::field)
                .containsExactly("link", "provider_media_id", "upload_id");
    }
}
