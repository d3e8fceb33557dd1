package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What was said outside the service: what was sent, what was acknowledged, with which status, and what a project got.
///
/// Each user writes "user:1", "user:2" and so on, the next one after the last was acknowledged.
final class WebhookLedger {
    private static final Pattern TEXT = Pattern.compile("\"body\":\"(\\d+):(\\d+)\"");

    /// @param place among all that the project got
    private record Arrival(int number, int place) {}

    private record LateCopy(int number, int first, int place) {}

    private record Crash(int before, int after) {}

    private final Collection<Crash> crashes = new ConcurrentLinkedQueue<>();
    private final Map<String, String> tenants = new ConcurrentHashMap<>();
    private final Map<String, Integer> sent = new ConcurrentHashMap<>();
    private final Map<String, Integer> acknowledged = new ConcurrentHashMap<>();
    private final Set<Integer> statuses = ConcurrentHashMap.newKeySet();
    private final Collection<String> strange = new ConcurrentLinkedQueue<>();

    void sends(String user, String tenantId, int number) {
        tenants.put(user, tenantId);
        sent.put(user, number);
    }

    void answered(String user, int number, int status) {
        statuses.add(status);
        if (status == 200) {
            acknowledged.put(user, number);
        }
    }

    int acknowledged() {
        return acknowledged.values().stream().mapToInt(Integer::intValue).sum();
    }

    /// Whether everything that was acknowledged arrived.
    boolean isComplete(TestProject project) {
        Map<String, List<Integer>> got = numbers(project);
        return acknowledged.entrySet().stream()
                .allMatch(user -> new HashSet<>(got.getOrDefault(user.getKey(), List.of())).size() >= user.getValue());
    }

    /// PostgreSQL died between these two moments, each told by how much the project had got.
    void postgresDied(int before, int after) {
        crashes.add(new Crash(before, after));
    }

    /// No loss, no ghost, nothing at the wrong tenant, order kept, copies only of what a fault interrupted.
    ///
    /// @param copies the most copies there may be
    void holds(TestProject project, int copies) {
        Map<String, List<Arrival>> got = got(project);
        assertThat(strange).isEmpty();
        // 0: the connection broke. Trouble of ours is 503 and never the sender's fault.
        assertThat(statuses).isSubsetOf(0, 200, 503);
        int more = 0;
        for (var user : sent.entrySet()) {
            List<Arrival> arrivals = got.getOrDefault(user.getKey(), List.of());
            List<Integer> once =
                    arrivals.stream().map(Arrival::number).distinct().toList();
            assertThat(once).hasSizeBetween(acknowledged.getOrDefault(user.getKey(), 0), user.getValue());
            for (int i = 0; i < once.size(); i++) {
                assertThat(once.get(i)).isEqualTo(i + 1);
            }
            // What was settled is not delivered again: a copy comes right after the first, but for those of a crash.
            Map<Optional<Crash>, List<LateCopy>> late =
                    lateCopies(arrivals).stream().collect(Collectors.groupingBy(this::crashOf));
            assertThat(late).as("late copies for %s", user.getKey()).doesNotContainKey(Optional.empty());
            late.values()
                    .forEach(ofOne ->
                            assertThat(ofOne).extracting(LateCopy::number).isSorted());
            more += arrivals.size() - once.size();
        }
        assertThat(more).isLessThanOrEqualTo(copies);
    }

    /// Copies that come after a later number was given.
    private static List<LateCopy> lateCopies(List<Arrival> arrivals) {
        var late = new ArrayList<LateCopy>();
        Map<Integer, Arrival> first = new HashMap<>();
        int highest = 0;
        for (Arrival arrival : arrivals) {
            @Nullable Arrival before = first.putIfAbsent(arrival.number(), arrival);
            if (before != null && arrival.number() < highest) {
                late.add(new LateCopy(arrival.number(), before.place(), arrival.place()));
            }
            highest = Math.max(highest, arrival.number());
        }
        return late;
    }

    /// A crash of PostgreSQL takes back that the last ones were settled: what was given before it comes again after it.
    private Optional<Crash> crashOf(LateCopy copy) {
        return crashes.stream()
                .filter(crash -> copy.first() < crash.after() && copy.place() >= crash.before())
                .reduce((earlier, later) -> later);
    }

    private Map<String, List<Integer>> numbers(TestProject project) {
        Map<String, List<Integer>> numbers = new HashMap<>();
        got(project)
                .forEach((user, arrivals) ->
                        numbers.put(user, arrivals.stream().map(Arrival::number).toList()));
        return numbers;
    }

    private Map<String, List<Arrival>> got(TestProject project) {
        Map<String, List<Arrival>> got = new LinkedHashMap<>();
        strange.clear();
        int place = 0;
        for (TestProject.Got delivery : project.got()) {
            int here = place++;
            Matcher text = TEXT.matcher(new String(delivery.body(), StandardCharsets.UTF_8));
            if (!text.find()
                    || !tenantOf(text.group(1)).equals(delivery.headers().get("x-tenant-id"))) {
                strange.add(new String(delivery.body(), StandardCharsets.UTF_8));
                continue;
            }
            got.computeIfAbsent(text.group(1), user -> new ArrayList<>())
                    .add(new Arrival(Integer.parseInt(text.group(2)), here));
        }
        return got;
    }

    private String tenantOf(String user) {
        return tenants.getOrDefault(user, "nobody's");
    }
}
