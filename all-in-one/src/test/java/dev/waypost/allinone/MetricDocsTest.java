package dev.waypost.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.allinone.MadeMetrics.Metric;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// docs/metrics.md has every metric that there is, and none that is gone. `./waypost test -Ddocs=write` writes it anew.
class MetricDocsTest {
    private static final Path FILE =
            Path.of(Objects.requireNonNull(System.getProperty("waypost.root"), "waypost.root"), "docs/metrics.md");
    private static final Map<String, String> SERVICES = Map.of(
            "config", "config-service",
            "send", "send-service",
            "ingress", "webhook-ingress",
            "health", "health-service",
            "console", "console");
    /// What libraries and the runtime make, by how their names begin.
    private static final Map<String, String> OF_OTHERS = new TreeMap<>(Map.of(
            "executor", "work and threads of Micronaut's pools, by `name`",
            "http", "requests of the console and of the ops ports, by `method`, `status`, `uri` (the route)",
            "grpc",
                    "calls and messages of the gRPC library, by `service` and `method`; `waypost_grpc_server` says more",
            "jvm", "memory by `area` and `id`, garbage collection, threads, classes",
            "process", "CPU, start and time up of the process",
            "system", "CPU and load of the machine"));
    private static final Properties written = MadeMetrics.written();
    private static MadeMetrics made;

    @BeforeAll
    static void read() {
        made = MadeMetrics.read();
    }

    @Test
    void the_metrics_reference_has_every_metric_as_the_code_makes_it() throws IOException {
        var page = new StringBuilder("""
                # Metrics

                Generated from the code. Every process answers `/prometheus` on its ops port. No label names a tenant, an endpoint or a
                user: what belongs to one tenant is asked from `/api/whatsapp/metrics/{tenantId}` and kept apart from these.

                A counter only grows, and ends with `_total`. A timer is `…_seconds_count`, `_sum` and `_max`, and `…_seconds_bucket` where
                a histogram is kept. `deploy/prometheus/alerts.yml` and the dashboards ask for some of these; [slo.md](slo.md) says which
                of them say that users are served.
                """);
        Map<String, List<Metric>> parts = new TreeMap<>();
        ours().forEach((name, metric) ->
                parts.computeIfAbsent(part(metric), part -> new ArrayList<>()).add(metric));
        for (String part : List.of("Every service", "config", "send", "ingress", "health", "console")) {
            List<Metric> metrics = parts.getOrDefault(part, List.of());
            if (!metrics.isEmpty()) {
                page.append("\n## ").append(SERVICES.getOrDefault(part, part)).append("\n\n");
                page.append("| metric | kind | labels | what it means |\n| --- | --- | --- | --- |\n");
                metrics.forEach(metric -> page.append(line(metric)));
            }
        }
        page.append("""

                ## Of the runtime and of libraries

                | begins with | says |
                | --- | --- |
                """);
        OF_OTHERS.forEach((prefix, says) -> page.append("| `%s_` | %s |%n".formatted(prefix, says)));

        if ("write".equals(System.getProperty("docs"))) {
            Files.writeString(FILE, page);
        }
        assertThat(Files.exists(FILE) ? Files.readString(FILE) : "")
                .as("docs/metrics.md differs from the code; ./waypost test -Ddocs=write writes it anew")
                .isEqualTo(page.toString());
    }

    @Test
    void every_metric_says_what_it_is() {
        assertThat(ours().values())
                .hasSizeGreaterThan(40)
                .allSatisfy(metric -> assertThat(meaning(metric))
                        .as(metric.name() + ": .description(…) where it is made, or a line in metrics.properties")
                        .isNotEmpty());
    }

    @Test
    void nothing_is_written_of_metrics_that_are_gone() {
        Set<String> names = ours().keySet();
        assertThat(written.stringPropertyNames())
                .allSatisfy(key -> assertThat(names).as(key).contains(key.replaceAll("\\[.*", "")));
    }

    @Test
    void labels_have_no_values_but_those_that_are_written() {
        ours().values()
                .forEach(metric -> metric.labels().forEach((label, values) -> {
                    String known = written.getProperty(metric.name() + "[" + label + "]", "*");
                    if (!known.startsWith("*")) {
                        assertThat(Set.of(known.split(", ")))
                                .as(metric.name() + "[" + label + "]")
                                .containsAll(values);
                    }
                }));
    }

    @Test
    void every_other_metric_is_one_of_the_runtime_or_of_a_library() {
        TreeSet<String> others = new TreeSet<>(made.running().keySet());
        others.removeAll(made.inSources().keySet());

        assertThat(others).allMatch(name -> OF_OTHERS.containsKey(name.replaceAll("\\..*", "")));
        assertThat(others.stream().map(name -> name.replaceAll("\\..*", "")).collect(Collectors.toSet()))
                .containsAll(OF_OTHERS.keySet());
    }

    /// As the sources name them; what runs says more of each.
    private static Map<String, Metric> ours() {
        Map<String, Metric> ours = new TreeMap<>(made.inSources());
        ours.replaceAll((name, metric) -> made.running().getOrDefault(name, metric));
        return ours;
    }

    private static String part(Metric metric) {
        return metric.services().size() > 1
                ? "Every service"
                : metric.services().first();
    }

    private static String line(Metric metric) {
        String plain = new PrometheusNamingConvention().name(metric.name(), metric.type(), metric.unit());
        // The client library adds it when it writes the page of a scrape.
        String name = metric.type() == Meter.Type.COUNTER ? plain + "_total" : plain;
        return "| `%s` | %s | %s | %s |%n".formatted(name, kind(metric), labels(metric), meaning(metric));
    }

    private static String kind(Metric metric) {
        String kind = switch (metric.type()) {
            case COUNTER -> "counter";
            case GAUGE -> "gauge";
            case TIMER -> "timer";
            case DISTRIBUTION_SUMMARY -> "summary";
            default -> throw new IllegalStateException(metric.toString());
        };
        boolean unitless = metric.unit() == null || metric.type() == Meter.Type.TIMER;
        return unitless ? kind : kind + ", " + metric.unit();
    }

    private static String labels(Metric metric) {
        Map<String, String> labels = new TreeMap<>();
        metric.labels().forEach((label, values) -> labels.put(label, quoted(values.stream())));
        written.stringPropertyNames().stream()
                .filter(key -> key.startsWith(metric.name() + "["))
                .forEach(key -> {
                    String values = written.getProperty(key);
                    labels.put(
                            key.replaceAll(".*\\[|]", ""),
                            values.startsWith("*")
                                    ? values.substring(1).strip()
                                    : quoted(Arrays.stream(values.split(", "))));
                });
        return labels.entrySet().stream()
                .map(label -> "`" + label.getKey() + "`: " + label.getValue())
                .collect(Collectors.joining("; "));
    }

    private static String quoted(Stream<String> values) {
        return values.map(value -> "`" + value + "`").collect(Collectors.joining(", "));
    }

    private static String meaning(Metric metric) {
        String said = metric.said().isEmpty() ? written.getProperty(metric.name(), "") : metric.said();
        return said.isEmpty() || said.endsWith(".") ? said : said + ".";
    }
}
