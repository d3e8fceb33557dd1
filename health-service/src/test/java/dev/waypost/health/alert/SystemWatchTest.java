package dev.waypost.health.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.waypost.health.system.ProcessState;
import dev.waypost.platform.status.Health;
import dev.waypost.platform.status.Vital;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SystemWatchTest {
    @Test
    void process_that_does_not_answer_is_down_and_says_nothing_of_its_parts() {
        Seen seen = SystemWatch.of(List.of(new ProcessState("send", "10.0.0.1:9102", "", Health.DOWN, Map.of())));

        assertThat(seen.readings())
                .extracting(Reading::kind, Reading::subject)
                .containsExactly(tuple(AlertKind.SERVICE_DOWN, "send 10.0.0.1:9102"));
    }

    @Test
    void part_is_told_by_how_bad_it_is_and_memory_and_spool_by_how_full() {
        Seen seen = SystemWatch.of(List.of(process(
                "ingress",
                Map.of(
                        "postgres",
                                Vital.Reading.degraded("PostgreSQL does not answer; work is kept on disk", Map.of()),
                        "redis", Vital.Reading.well(Map.of()),
                        "gate", Vital.Reading.down("it starts, or it drains"),
                        "spool", Vital.Reading.degraded("webhooks wait on disk", Map.of("used_bytes", 512.0)),
                        "memory", Vital.Reading.well(Map.of("used_share", 0.95))))));

        assertThat(seen.readings())
                .extracting(Reading::kind, Reading::subject, Reading::value)
                .containsExactlyInAnyOrder(
                        tuple(AlertKind.SERVICE_DEGRADED, "ingress a:1 postgres", 1.0),
                        tuple(AlertKind.SERVICE_DOWN, "ingress a:1 gate", 1.0),
                        tuple(AlertKind.SPOOL_IN_USE, "ingress a:1", 512.0),
                        tuple(AlertKind.MEMORY, "ingress a:1", 0.95));
    }

    @Test
    void queue_that_several_processes_see_is_told_once_by_the_longest_wait() {
        Seen seen = SystemWatch.of(List.of(
                process("send", Map.of("queues", Vital.Reading.well(Map.of("oldest_seconds", 5.0)))),
                process("send", Map.of("queues", Vital.Reading.well(Map.of("oldest_seconds", 400.0))))));

        assertThat(seen.readings())
                .filteredOn(reading -> reading.kind() == AlertKind.QUEUE_AGE)
                .extracting(Reading::subject, Reading::value)
                .containsExactly(tuple("send", 400.0));
    }

    @Test
    void heap_that_several_services_share_is_told_once() {
        Map<String, Vital.Reading> shared =
                Map.of("memory", Vital.Reading.well(Map.of("used_share", 0.95, "jvm_start_millis", 1.7e12)));
        Map<String, Vital.Reading> own =
                Map.of("memory", Vital.Reading.well(Map.of("used_share", 0.5, "jvm_start_millis", 1.8e12)));

        assertThat(SystemWatch.of(List.of(
                                at("send", "a:1", shared), at("config", "a:2", shared),
                                at("send", "b:1", shared), at("send", "a:3", own)))
                        .readings())
                .extracting(Reading::kind, Reading::subject, Reading::value)
                .containsExactlyInAnyOrder(
                        tuple(AlertKind.MEMORY, "config a:2, send a:1", 0.95),
                        tuple(AlertKind.MEMORY, "send b:1", 0.95),
                        tuple(AlertKind.MEMORY, "send a:3", 0.5));
    }

    private static ProcessState at(String service, String address, Map<String, Vital.Reading> parts) {
        return new ProcessState(service, address, "prc_1", Health.WELL, parts);
    }

    private static ProcessState process(String service, Map<String, Vital.Reading> parts) {
        return new ProcessState(service, "a:1", "prc_1", Health.WELL, parts);
    }
}
