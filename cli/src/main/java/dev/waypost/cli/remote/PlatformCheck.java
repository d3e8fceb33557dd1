package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// What the services of an installation say of themselves, as steps of a doctor.
final class PlatformCheck {
    private static final Duration CLOCKS_APART = Duration.ofSeconds(5);
    private static final long LONG_WAIT_SECONDS = 300;
    private static final List<String> GOOD_FIRST = List.of("healthy", "degraded", "unhealthy", "unreachable");

    /// What each part of a process is, in the words of a step, and what to do when it is not well.
    private static final Map<String, Part> PARTS = new LinkedHashMap<>();

    private record Part(String step, String advice) {}

    static {
        PARTS.put(
                "gate",
                new Part(
                        "every process has migrated its tables and takes work",
                        "wait for its start to end; if it does not: its log, lines db.migrate"));
        PARTS.put(
                "postgres",
                new Part("PostgreSQL answers", "look at the database, and at WAYPOST_DB_URL of the process named"));
        PARTS.put(
                "redis",
                new Part(
                        "Redis answers",
                        "look at Redis, and at WAYPOST_REDIS_URL; nothing is lost without it, limits are per process"));
        PARTS.put(
                "lanes",
                new Part(
                        "every lane has a worker",
                        "start as many processes as before, or look why one left: docs/runbooks/queue_age.md"));
        PARTS.put(
                "spool",
                new Part("the spool has room", "see docs/runbooks/spool_in_use.md: PostgreSQL was or is away"));
        PARTS.put("memory", new Part("there is enough memory", "see docs/runbooks/memory.md"));
    }

    private final Findings findings;

    PlatformCheck(Findings findings) {
        this.findings = findings;
    }

    void key(JsonNode caller) {
        String role = caller.path("role").asText();
        String bound = StreamSupport.stream(caller.path("tenantIds").spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(", "));
        String found = (role.isEmpty() ? "its role is not told" : role) + (bound.isEmpty() ? "" : " of " + bound);
        if (bound.isEmpty()) {
            findings.ok("the key is taken", found);
        } else {
            findings.note("the key is taken", found, "for the whole picture use a key that is bound to no tenant");
        }
    }

    /// @param before when the question left here
    /// @param after when the answer was here
    void clocks(Instant before, Instant after, String there) {
        Instant theirs;
        try {
            theirs = Instant.parse(there);
        } catch (DateTimeParseException e) {
            findings.note("the clocks agree", "the server does not tell its time", "update it");
            return;
        }
        // Between the two moments any time is right.
        Duration apart = theirs.isBefore(before)
                ? Duration.between(theirs, before)
                : theirs.isAfter(after) ? Duration.between(after, theirs) : Duration.ZERO;
        findings.judge(
                apart.compareTo(CLOCKS_APART) < 0,
                "the clocks agree",
                "the server's is " + apart.toMillis() + " ms " + (theirs.isBefore(before) ? "behind" : "ahead")
                        + " of the one here",
                "set both by NTP: signatures and tokens end by the clock");
    }

    void services(JsonNode health) {
        List<JsonNode> processes = new ArrayList<>();
        health.path("processes").forEach(processes::add);
        health.path("services").properties().forEach(service -> {
            String state = service.getValue().asText();
            List<JsonNode> its = processes.stream()
                    .filter(process -> process.path("service").asText().equals(service.getKey()))
                    .toList();
            findings.judge(
                    state.equals("healthy"),
                    service.getKey() + " serves",
                    state + processes(its),
                    state.equals("unreachable")
                            ? "start it, or correct the console's address of it: WAYPOST_PEERS_"
                                    + service.getKey().toUpperCase(Locale.ROOT) + "; then its log"
                            : "look at its log, and at what is wrong below");
        });
        if (processes.isEmpty()) {
            findings.note("the services tell what they see", "not to this key", "use a key that is bound to no tenant");
            return;
        }
        versions(health.path("versions"));
        PARTS.forEach((name, part) -> part(processes, name, part));
        figures(health);
    }

    private static String processes(List<JsonNode> processes) {
        String bad = processes.stream()
                .filter(process -> !process.path("state").asText().equals("healthy"))
                .map(process -> process.path("address").asText() + " "
                        + process.path("state").asText())
                .collect(Collectors.joining(", "));
        return (processes.isEmpty()
                        ? ""
                        : ", " + processes.size() + (processes.size() == 1 ? " process" : " processes"))
                + (bad.isEmpty() ? "" : ": " + bad);
    }

    private void versions(JsonNode versions) {
        List<String> all = StreamSupport.stream(versions.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        findings.judge(
                all.size() < 2,
                "all processes are of one version",
                String.join(", ", all),
                "finish the rollout: which process is of which is in waypost doctor --output json, or GET /admin/health");
    }

    /// As bad as the worst process that has this part; nothing when none has.
    private void part(List<JsonNode> processes, String name, Part part) {
        List<JsonNode> having = processes.stream()
                .filter(process -> process.path("parts").has(name))
                .sorted(Comparator.comparingInt((JsonNode process) -> GOOD_FIRST.indexOf(
                                process.path("parts").path(name).path("state").asText()))
                        .reversed())
                .toList();
        if (having.isEmpty()) {
            return;
        }
        JsonNode worst = having.getFirst().path("parts").path(name);
        boolean well = worst.path("state").asText().equals("healthy");
        String detail = worst.path("detail").asText();
        findings.judge(
                well,
                part.step(),
                well
                        ? "said by " + having.size()
                        : having.getFirst().path("service").asText() + " at "
                                + having.getFirst().path("address").asText() + ": "
                                + (detail.isEmpty() ? worst.path("state").asText() : detail),
                part.advice());
    }

    private void figures(JsonNode health) {
        double oldest = health.path("oldestUndeliveredSeconds").asDouble();
        findings.judge(
                oldest < LONG_WAIT_SECONDS,
                "nothing waits for long",
                oldest == 0 ? "nothing waits" : "the oldest waits " + Math.round(oldest) + " s",
                "see docs/runbooks/queue_age.md; by tenant: waypost undelivered --tenant TENANT");
        long dead = health.path("deadLetters").asLong();
        if (dead == 0) {
            findings.ok("nothing was given up", "no dead letter");
        } else {
            findings.note(
                    "nothing was given up",
                    dead + (dead == 1 ? " delivery" : " deliveries"),
                    "see docs/runbooks/dead_letters.md: Operations, Dead letters in the console");
        }
        long spooled = health.path("spoolBytes").asLong();
        if (spooled > 0) {
            findings.note("no webhook waits on disk", spooled + " bytes do", "see docs/runbooks/spool_in_use.md");
        }
    }
}
