package dev.waypost.health.alert;

import dev.waypost.health.system.ProcessState;
import dev.waypost.health.system.ProcessesApi;
import dev.waypost.platform.status.Health;
import dev.waypost.platform.status.Vital;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Looks at the processes of the suite and their parts.
@Singleton
class SystemWatch implements Watch {
    private final ProcessesApi processes;

    SystemWatch(ProcessesApi processes) {
        this.processes = processes;
    }

    @Override
    public Seen look(Rules rules) {
        return of(processes.ask());
    }

    static Seen of(List<ProcessState> states) {
        var readings = new ArrayList<Reading>();
        Map<String, Reading> shared = new HashMap<>();
        readings.addAll(HeapReadings.of(states));
        for (ProcessState state : states) {
            String where = state.service() + " " + state.address();
            if (!state.answered()) {
                readings.add(reading(AlertKind.SERVICE_DOWN, where, 1, "Process " + where + " does not answer"));
                continue;
            }
            state.parts().forEach((name, part) -> part(state, where, name, part, readings, shared));
        }
        readings.addAll(shared.values());
        return new Seen(
                Set.of(
                        AlertKind.SERVICE_DOWN,
                        AlertKind.SERVICE_DEGRADED,
                        AlertKind.MEMORY,
                        AlertKind.SPOOL_IN_USE,
                        AlertKind.QUEUE_AGE,
                        AlertKind.DEAD_LETTERS),
                readings);
    }

    private static void part(
            ProcessState state,
            String where,
            String name,
            Vital.Reading part,
            List<Reading> readings,
            Map<String, Reading> shared) {
        Map<String, Double> figures = part.figures();
        if (part.health() != Health.WELL && !name.equals("memory") && !name.equals("spool")) {
            AlertKind kind = part.health() == Health.DOWN ? AlertKind.SERVICE_DOWN : AlertKind.SERVICE_DEGRADED;
            readings.add(reading(kind, where + " " + name, 1, where + ": " + part.detail()));
        }
        switch (name) {
            case "spool" -> {
                double bytes = figures.getOrDefault("used_bytes", 0.0);
                readings.add(reading(
                        AlertKind.SPOOL_IN_USE,
                        where,
                        bytes,
                        where + ": " + (long) bytes + " bytes of webhooks wait on disk"));
            }
            case "queues" -> {
                // All processes of a service see the same queue: it is told once.
                double oldest = figures.getOrDefault("oldest_seconds", 0.0);
                most(
                        shared,
                        reading(
                                AlertKind.QUEUE_AGE,
                                state.service(),
                                oldest,
                                "The oldest work of " + state.service() + " has waited " + (long) oldest + " s"));
                double dead = figures.getOrDefault("dead", 0.0);
                most(
                        shared,
                        reading(
                                AlertKind.DEAD_LETTERS,
                                state.service(),
                                dead,
                                (long) dead + " deliveries of " + state.service() + " are not tried any more"));
            }
            default -> {
                // Well or not is all there is to say of it.
            }
        }
    }

    private static void most(Map<String, Reading> shared, Reading reading) {
        shared.merge(
                reading.kind() + reading.subject(),
                reading,
                (one, other) -> one.value() >= other.value() ? one : other);
    }

    private static Reading reading(AlertKind kind, String subject, double value, String summary) {
        return new Reading(kind, "", subject, value, summary);
    }
}
