package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.ingress.queue.QueueWorker;
import dev.waypost.testkit.Backends;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What dashboards and alert rules read: names, and labels whose values are known before anything happens.
@DisplayNameGeneration(ReplaceUnderscores.class)
class MetricNamesTest {
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    @TempDir
    Path folder;

    @Test
    void each_metric_is_there_after_traffic_and_no_tenant_makes_a_label() throws Exception {
        try (var ingress = new IngressUnderTest(Map.of(
                "waypost.db.url",
                Backends.freshDatabase(),
                "waypost.ingress.spool.folder",
                folder.resolve("spool").toString()))) {
            Set<String> before = new TreeSet<>(labels(scraped(ingress), "delivery_attempts_total", "outcome"));
            traffic(ingress);
            ingress.service().bean(QueueWorker.class).runOnce();

            String metrics = scraped(ingress);

            assertThat(labels(metrics, "ingress_events_total", "source"))
                    .containsExactlyInAnyOrder("meta_cloud", "waha", "gowa", "evolution");
            assertThat(labels(metrics, "ingress_events_total", "result"))
                    .containsExactlyInAnyOrder("accepted", "duplicate", "quarantined", "spooled");
            assertThat(labels(metrics, "delivery_attempts_total", "outcome"))
                    .isEqualTo(before)
                    .contains(
                            "success",
                            "http_4xx",
                            "http_5xx",
                            "timeout",
                            "dns",
                            "tls",
                            "connect",
                            "blocked",
                            "throttled");
            assertThat(labels(metrics, "delivery_lag_seconds_count", "class"))
                    .containsExactlyInAnyOrder("first", "retry");
            assertThat(labels(metrics, "undelivered_oldest_seconds", "queue"))
                    .containsExactlyInAnyOrder("pending", "parked");
            assertThat(labels(metrics, "breaker_state", "state")).containsExactlyInAnyOrder("open", "half_open");
            assertThat(labels(metrics, "limiter_total", "outcome")).containsExactlyInAnyOrder("allowed", "rejected");
            assertThat(labels(metrics, "waypost_ingress_projects_disabled_total", "cause"))
                    .containsExactlyInAnyOrder("gone", "failing");
            assertThat(labels(metrics, "waypost_ingress_quarantine_dropped_total", "cause"))
                    .containsExactlyInAnyOrder("signer_full", "full", "too_old");
            for (String name : List.of(
                    "ingress_ack_seconds_count",
                    "ingress_batch_rows_count",
                    "commit_seconds_count",
                    "lane_owned",
                    "limiter_total{outcome=\"allowed\"",
                    "delivery_attempts_total{outcome=\"success\"",
                    "delivery_attempts_total{outcome=\"http_5xx\"",
                    "delivery_attempts_total{outcome=\"blocked\"",
                    "retry_budget_exhausted_total",
                    "dlq_depth")) {
                assertThat(values(metrics, name)).as(name).isNotEmpty().allMatch(value -> value > 0);
            }
            for (String name : List.of(
                    "spool_bytes",
                    "spool_oldest_seconds",
                    "lane_steals_total",
                    "fenced_writes_total",
                    "pg_oldest_xmin_seconds",
                    "queue_dead_tuples",
                    "waypost_ingress_quarantine_events",
                    "waypost_ingress_quarantine_bytes")) {
                assertThat(values(metrics, name)).as(name).hasSize(1);
            }
            assertThat(metrics).doesNotContain(tenants);
        }
    }

    private String[] tenants = {};

    private void traffic(IngressUnderTest ingress) throws Exception {
        try (var failing = TestProject.start()) {
            failing.answers(500);
            var tenant = new TestTenant().retries(1);
            tenant.project(ingress.service(), ingress.project.url(), Map.of(), true);
            tenant.project(ingress.service(), failing.url(), Map.of(), true);
            tenant.project(ingress.service(), "http://169.254.169.254/hook", Map.of(), true);
            tenant.publish(ingress.service());
            tenants = new String[] {tenant.id, tenant.endpointId, "4915112345678"};

            assertThat(ingress.signed(tenant, tenant.message("wamid.m", "4915112345678", "x", null)))
                    .isEqualTo(200);

            await().atMost(IngressUnderTest.SOON)
                    .until(() -> ingress.gotBy(tenant).size() == 1);
            await().atMost(IngressUnderTest.SOON)
                    .until(() -> values(scraped(ingress), "retry_budget_exhausted_total")
                            .equals(List.of(1.0)));
            await().atMost(IngressUnderTest.SOON)
                    .until(() -> values(scraped(ingress), "delivery_attempts_total{outcome=\"blocked\"")
                            .equals(List.of(1.0)));
            await().atMost(IngressUnderTest.SOON).until(() -> {
                ingress.service().bean(QueueWorker.class).runOnce();
                return values(scraped(ingress), "dlq_depth").equals(List.of(2.0));
            });
        }
    }

    private static String scraped(IngressUnderTest ingress) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + ingress.service().httpPort() + "/prometheus"));
            return http.send(request.build(), BodyHandlers.ofString()).body();
        }
    }

    private static Set<String> labels(String metrics, String name, String label) {
        var found = new TreeSet<String>();
        lines(metrics, name).forEach(line -> {
            Matcher labels = LABEL.matcher(line);
            while (labels.find()) {
                if (labels.group(1).equals(label)) {
                    found.add(labels.group(2));
                }
            }
        });
        return found;
    }

    private static List<Double> values(String metrics, String name) {
        return lines(metrics, name)
                .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
                .toList();
    }

    private static java.util.stream.Stream<String> lines(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name)
                        && (name.contains("{")
                                || line.length() > name.length() && " {".indexOf(line.charAt(name.length())) >= 0));
    }
}
