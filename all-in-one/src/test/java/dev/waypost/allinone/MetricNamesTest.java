package dev.waypost.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waypost.health.alert.AlertKind;
import dev.waypost.testkit.ServiceUnderTest;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/// Dashboards and alerting rules against the metrics that there are, alerts against their runbooks.
class MetricNamesTest {
    private static final Path ROOT =
            Path.of(Objects.requireNonNull(System.getProperty("waypost.root"), "waypost.root"));
    private static final List<String> SECTIONS = List.of("Means", "Detect", "Look", "Decide", "Do", "Verify");
    /// Names followed by what only a metric is followed by.
    private static final Pattern ASKED = Pattern.compile("([a-z][a-z0-9_]*_[a-z0-9_]+)(?=[\\[{)]|\\s*[><=/]|$)");
    /// What a scrape adds.
    private static final Set<String> OF_PROMETHEUS = Set.of("up", "histogram_quantile");
    private static final Pattern MADE = Pattern.compile(
            "(?:(counter|timer|gauge)|(Counter|Timer|Gauge)\\s*\\.builder)\\(\\s*\"([a-z][a-z0-9.]+)\"");
    private static final Set<String> names = new TreeSet<>();
    private static String scraped = "";

    @BeforeAll
    static void scrape() throws IOException, InterruptedException {
        var text = new StringBuilder();
        try (var http = HttpClient.newHttpClient()) {
            for (String name : List.of("config", "send", "ingress", "health")) {
                try (var service = ServiceUnderTest.start(name)) {
                    HealthGrpc.newBlockingStub(service.admin()).check(HealthCheckRequest.getDefaultInstance());
                    text.append(http.send(
                                    HttpRequest.newBuilder(URI.create(
                                                    "http://127.0.0.1:" + service.httpPort() + "/prometheus"))
                                            .build(),
                                    BodyHandlers.ofString())
                            .body());
                }
            }
        }
        scraped = text.toString();
        scraped.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceAll("[ {].*", ""))
                .forEach(names::add);
        // Some are made when something happens for the first time.
        try (Stream<Path> sources = Files.walk(ROOT)) {
            for (Path source : sources.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/main/"))
                    .toList()) {
                MADE.matcher(Files.readString(source)).results().forEach(MetricNamesTest::made);
            }
        }
    }

    private static void made(MatchResult match) {
        String kind = (match.group(1) == null ? match.group(2) : match.group(1)).toLowerCase(java.util.Locale.ROOT);
        String name = match.group(3).replace('.', '_');
        switch (kind) {
            case "counter" -> names.add(name + "_total");
            case "timer" ->
                Stream.of("_count", "_sum", "_max", "_bucket").forEach(end -> names.add(name + "_seconds" + end));
            default -> Stream.of("", "_seconds", "_bytes").forEach(unit -> names.add(name + unit));
        }
    }

    @Test
    void dashboards_ask_for_metrics_that_there_are() throws IOException {
        List<String> asked = new ArrayList<>();
        try (Stream<Path> boards = Files.list(ROOT.resolve("deploy/grafana/dashboards"))) {
            for (Path board : boards.toList()) {
                for (JsonNode expression :
                        new JsonMapper().readTree(board.toFile()).findValues("expr")) {
                    asked.addAll(asked(expression.asText()));
                }
            }
        }

        assertThat(asked)
                .hasSizeGreaterThan(20)
                .allSatisfy(name -> assertThat(names).contains(name));
    }

    @Test
    void alerting_rules_ask_for_metrics_that_there_are_and_name_runbooks_that_there_are() throws IOException {
        String text = Files.readString(ROOT.resolve("deploy/prometheus/alerts.yml"));
        Object groups = in(new Yaml().load(text), "groups");
        List<?> rules = (List<?>) in(((List<?>) groups).getFirst(), "rules");

        assertThat(rules).hasSizeGreaterThan(5).allSatisfy(rule -> {
            Map<?, ?> one = (Map<?, ?>) rule;
            assertThat(asked(String.valueOf(one.get("expr"))))
                    .as(String.valueOf(one.get("alert")))
                    .allSatisfy(name -> assertThat(names).contains(name));
            Object runbook = in(one, "annotations", "runbook");
            assertThat(ROOT.resolve(String.valueOf(runbook))).exists();
        });
        assertThat(Files.readString(ROOT.resolve("deploy/prometheus/prometheus.yml")))
                .contains("alerts.yml");
    }

    @Test
    void no_series_is_made_for_a_tenant() {
        assertThat(scraped.lines().filter(line -> line.matches("[^#].*[{,](tenant|tenant_id|endpoint_id|phone)=.*")))
                .isEmpty();
    }

    @Test
    void every_alert_has_a_runbook_with_all_its_sections() throws IOException {
        for (AlertKind kind : AlertKind.values()) {
            Path file = ROOT.resolve("docs/runbooks/" + kind.title() + ".md");
            assertThat(file).exists();
            List<String> lines = Files.readAllLines(file);
            assertThat(lines.stream().filter(line -> line.startsWith("## ")).map(line -> line.substring(3)))
                    .as(kind.title())
                    .containsExactlyElementsOf(SECTIONS);
            assertThat(String.join("\n", lines)).as(kind.title()).contains("```sh");
        }
        try (Stream<Path> books = Files.list(ROOT.resolve("docs/runbooks"))) {
            assertThat(books.map(book -> book.getFileName().toString().replace(".md", "")))
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(AlertKind.values())
                            .map(AlertKind::title)
                            .collect(Collectors.toList()));
        }
    }

    private static Object in(Object node, String... path) {
        Object at = node;
        for (String step : path) {
            at = Objects.requireNonNull(((Map<?, ?>) at).get(step), step);
        }
        return at;
    }

    private static List<String> asked(String expression) {
        String plain = expression.replaceAll("\"[^\"]*\"", "\"\"").replaceAll("by \\([^)]*\\)", "");
        return ASKED.matcher(plain)
                .results()
                .map(match -> match.group(1))
                .filter(name -> !OF_PROMETHEUS.contains(name))
                .toList();
    }
}
