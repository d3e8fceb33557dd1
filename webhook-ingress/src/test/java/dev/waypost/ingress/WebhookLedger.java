package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What was said outside the service: what was sent, what was acknowledged, with which status, and what a project got.
///
/// Each user writes "user:1", "user:2" and so on, the next one after the last was acknowledged.
final class WebhookLedger {
    private static final Pattern TEXT = Pattern.compile("\"body\":\"(\\d+):(\\d+)\"");

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
        Map<String, List<Integer>> got = got(project);
        return acknowledged.entrySet().stream()
                .allMatch(user -> new HashSet<>(got.getOrDefault(user.getKey(), List.of())).size() >= user.getValue());
    }

    /// No loss, no ghost, nothing at the wrong tenant, first deliveries in order, copies only of what a fault
    /// interrupted.
    ///
    /// @param copies the most copies there may be
    void holds(TestProject project, int copies) {
        Map<String, List<Integer>> got = got(project);
        assertThat(strange).isEmpty();
        // 0: the connection broke. Trouble of ours is 503 and never the sender's fault.
        assertThat(statuses).isSubsetOf(0, 200, 503);
        int more = 0;
        for (var user : sent.entrySet()) {
            List<Integer> numbers = got.getOrDefault(user.getKey(), List.of());
            List<Integer> once = numbers.stream().distinct().toList();
            assertThat(once).hasSizeBetween(acknowledged.getOrDefault(user.getKey(), 0), user.getValue());
            for (int i = 0; i < once.size(); i++) {
                assertThat(once.get(i)).isEqualTo(i + 1);
            }
            more += numbers.size() - once.size();
        }
        assertThat(more).isLessThanOrEqualTo(copies);
    }

    /// What was settled is not delivered again: a copy comes right after the first. A crash of PostgreSQL alone may
    /// take back that the last ones were settled.
    void copiesComeAtOnce(TestProject project) {
        got(project)
                .forEach((user, numbers) ->
                        assertThat(numbers).as("user %s", user).isSorted());
    }

    private Map<String, List<Integer>> got(TestProject project) {
        Map<String, List<Integer>> got = new LinkedHashMap<>();
        strange.clear();
        for (TestProject.Got delivery : project.got()) {
            Matcher text = TEXT.matcher(new String(delivery.body(), StandardCharsets.UTF_8));
            if (!text.find()
                    || !tenantOf(text.group(1)).equals(delivery.headers().get("x-tenant-id"))) {
                strange.add(new String(delivery.body(), StandardCharsets.UTF_8));
                continue;
            }
            got.computeIfAbsent(text.group(1), user -> new ArrayList<>()).add(Integer.valueOf(text.group(2)));
        }
        return got;
    }

    private String tenantOf(String user) {
        return tenants.getOrDefault(user, "nobody's");
    }
}
