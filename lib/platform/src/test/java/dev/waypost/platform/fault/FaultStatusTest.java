package dev.waypost.platform.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.proto.error.v1.ErrorReason;
import io.grpc.Status;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FaultStatusTest {
    @Test
    void a_fault_survives_the_wire_with_its_facts() {
        Fault sent = Fault.of(Reason.FIELD_INVALID)
                .with("tenant_id", "salon")
                .violation("to", "value: none (expected: one)")
                .retryAfter(Duration.ofMillis(1500));

        Fault read = FaultStatus.fromStatus(FaultStatus.toStatus(sent, "trace")).orElseThrow();

        assertThat(read.reason()).isEqualTo(Reason.FIELD_INVALID);
        assertThat(read.metadata()).containsEntry("tenant_id", "salon");
        assertThat(read.violations()).containsExactly(new Fault.Violation("to", "value: none (expected: one)"));
        assertThat(read.retryAfter()).contains(Duration.ofMillis(1500));
    }

    @Test
    void every_reason_becomes_a_status_of_its_own_code() {
        for (Reason reason : Reason.values()) {
            var status = FaultStatus.toStatus(Fault.of(reason), "trace");

            assertThat(status.getStatus().getCode()).isEqualTo(reason.code());
            assertThat(FaultStatus.fromStatus(status).orElseThrow().reason()).isEqualTo(reason);
        }
    }

    @Test
    void a_cause_never_reaches_the_wire() {
        var status = FaultStatus.toStatus(
                Fault.of(Reason.INTERNAL).because(new IllegalStateException("password=hunter2")), "trace");

        assertThat(status.getStatus().getDescription()).doesNotContain("hunter2");
        assertThat(String.valueOf(io.grpc.protobuf.StatusProto.fromThrowable(status)))
                .doesNotContain("hunter2");
    }

    @Test
    void a_strangers_status_is_not_taken_for_ours() {
        assertThat(FaultStatus.fromStatus(Status.NOT_FOUND.asRuntimeException()))
                .isEmpty();
    }

    @Test
    void the_contract_and_the_code_list_the_same_reasons() {
        Set<String> inContract = Arrays.stream(ErrorReason.values())
                .filter(reason -> reason != ErrorReason.UNRECOGNIZED && reason != ErrorReason.ERROR_REASON_UNSPECIFIED)
                .map(reason -> reason.name().substring("ERROR_REASON_".length()))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> inCode =
                Arrays.stream(Reason.values()).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));

        assertThat(inCode).isEqualTo(inContract);
    }
}
