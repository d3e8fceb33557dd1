package dev.waypost.console.system;

import dev.waypost.console.json.Json;
import dev.waypost.console.json.Times;
import dev.waypost.console.system.Processes.Answered;
import dev.waypost.platform.auth.Caller;
import dev.waypost.proto.status.v1.PartState;
import dev.waypost.proto.status.v1.PartStatus;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Writes how the installation is: as bad as its worst service, with everything that is known of each process.
final class SystemJson {
    private static final List<String> BETTER_FIRST = List.of("healthy", "degraded", "unhealthy", "unreachable");

    private SystemJson() {}

    /// A service is as well as its best process, and degraded while any is worse.
    static Map<String, String> services(List<Answered> processes) {
        Map<String, String> services = new TreeMap<>();
        for (String service : Processes.SERVICES) {
            List<Integer> states = processes.stream()
                    .filter(process -> process.service().equals(service))
                    .map(process -> BETTER_FIRST.indexOf(process.state()))
                    .sorted()
                    .toList();
            if (states.isEmpty()) {
                services.put(service, "unreachable");
            } else {
                String best = BETTER_FIRST.get(states.getFirst());
                boolean uneven = !states.getLast().equals(states.getFirst());
                services.put(service, best.equals("healthy") && uneven ? "degraded" : best);
            }
        }
        return services;
    }

    static String status(Map<String, String> services) {
        if (services.values().stream().allMatch("healthy"::equals)) {
            return "healthy";
        }
        boolean works =
                services.values().stream().allMatch(state -> state.equals("healthy") || state.equals("degraded"));
        return works ? "degraded" : "unhealthy";
    }

    /// Whom the answer is for, so that somebody with a key learns what it may do.
    static Map<String, Object> caller(Caller caller) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", caller.id());
        json.put("role", caller.role().name());
        json.put("tenantIds", caller.tenants().stream().sorted().toList());
        return json;
    }

    /// What is known beyond the states: for those who may see the whole platform.
    static void detail(Json json, List<Answered> processes) {
        json.put("versions", versions(processes))
                .put("postgres", worst(processes, "postgres"))
                .put("redis", worst(processes, "redis"))
                .put("spoolBytes", spoolBytes(processes))
                // What waits on disk was not delivered either, and is all that can be told while PostgreSQL is away.
                .put("oldestUndeliveredSeconds", most(processes, "oldest_seconds", "queues", "spool"))
                .put("deadLetters", most(processes, "dead", "queues"))
                .put("processes", processes.stream().map(SystemJson::process).toList());
    }

    private static Map<String, Object> process(Answered answered) {
        Map<String, Object> process = new LinkedHashMap<>();
        process.put("service", answered.service());
        process.put("address", answered.address());
        process.put("state", answered.state());
        var status = answered.status();
        if (status != null) {
            process.put("process", status.getProcess());
            process.put("version", status.getVersion());
            process.put("startedAt", String.valueOf(Times.iso(status.hasStartTime(), status.getStartTime())));
            Map<String, Object> parts = new LinkedHashMap<>();
            status.getPartsList().forEach(part -> parts.put(part.getName(), part(part)));
            process.put("parts", parts);
        }
        return process;
    }

    private static Map<String, Object> part(PartStatus part) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("state", Processes.state(part.getState()));
        if (!part.getDetail().isEmpty()) {
            json.put("detail", part.getDetail());
        }
        if (part.getFiguresCount() > 0) {
            json.put("figures", new TreeMap<>(part.getFiguresMap()));
        }
        return json;
    }

    private static List<String> versions(List<Answered> processes) {
        var versions = new TreeSet<String>();
        for (Answered process : processes) {
            if (process.status() != null) {
                versions.add(process.status().getVersion());
            }
        }
        return List.copyOf(versions);
    }

    private static List<PartStatus> parts(List<Answered> processes, String name) {
        return processes.stream()
                .flatMap(process -> process.status() == null
                        ? java.util.stream.Stream.<PartStatus>empty()
                        : process.status().getPartsList().stream())
                .filter(part -> part.getName().equals(name))
                .toList();
    }

    /// `unknown` when nobody could say.
    private static String worst(List<Answered> processes, String name) {
        return parts(processes, name).stream()
                .map(PartStatus::getState)
                .reduce((one, other) -> one.getNumber() >= other.getNumber() ? one : other)
                .map((PartState state) -> Processes.state(state))
                .orElse("unknown");
    }

    /// Null when no ingress said anything: nothing is 0 because nobody could look.
    private static @Nullable Double spoolBytes(List<Answered> processes) {
        boolean said =
                processes.stream().anyMatch(process -> process.service().equals("ingress") && process.status() != null);
        return said
                ? parts(processes, "spool").stream()
                        .mapToDouble(part -> part.getFiguresOrDefault("used_bytes", 0))
                        .sum()
                : null;
    }

    /// Null when nobody could look.
    private static @Nullable Double most(List<Answered> processes, String figure, String... parts) {
        List<Double> told = Arrays.stream(parts)
                .flatMap(part -> parts(processes, part).stream())
                .filter(part -> part.containsFigures(figure))
                .map(part -> part.getFiguresOrThrow(figure))
                .toList();
        return told.isEmpty() ? null : Collections.max(told);
    }
}
