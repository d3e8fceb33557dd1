package dev.waypost.ingress.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.ingress.intake.EventState;
import dev.waypost.ingress.intake.Intake;
import dev.waypost.ingress.intake.NewDelivery;
import dev.waypost.ingress.intake.NewEvent;
import dev.waypost.ingress.intake.StoredBody;
import dev.waypost.providers.InboundEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class IntakeCodecTest {
    private static final InboundEvent FULL = InboundEvent.builder(InboundEvent.Kind.STATUS, "read", "k")
            .number("n", "w")
            .session("s")
            .user("u", "US.1")
            .formerUser("f")
            .message("m")
            .replyTo("r")
            .status("read")
            .error("131", "t")
            .time(Instant.ofEpochSecond(1, 2))
            .callbackData("cb")
            .place(3, 7)
            .build();
    private static final InboundEvent BARE =
            InboundEvent.builder(InboundEvent.Kind.OTHER, "x", "k2").build();
    private static final byte[] BODY = "{\"ü\":1}".getBytes(StandardCharsets.UTF_8);
    private static final Intake INTAKE = new Intake(
            "tenant",
            "endpoint",
            new StoredBody("whk_1", null, "sha256=1", BODY),
            List.of(
                    new NewEvent("evt_1", EventState.ACCEPTED, FULL, "00-1-2-01"),
                    new NewEvent("evt_2", EventState.QUARANTINED, BARE, null)),
            List.of(
                    new NewDelivery("dlv_1", null, "p", "c", 7, false),
                    new NewDelivery("dlv_2", "evt_1", "@send", "c2", 1023, false)));

    @Test
    void an_intake_is_read_as_it_was_written() {
        Intake read = IntakeCodec.decode(IntakeCodec.encode(INTAKE));

        assertThat(read).usingRecursiveComparison().isEqualTo(INTAKE);
    }

    @Test
    void a_record_that_is_cut_or_of_another_version_is_refused() {
        byte[] record = IntakeCodec.encode(INTAKE);
        for (int size = 0; size < record.length; size++) {
            byte[] cut = Arrays.copyOf(record, size);
            assertThatThrownBy(() -> IntakeCodec.decode(cut)).isInstanceOf(RuntimeException.class);
        }
        record[0] = 3;
        assertThatThrownBy(() -> IntakeCodec.decode(record)).hasMessageContaining("version 3 (expected: 1 or 2)");
    }
}
