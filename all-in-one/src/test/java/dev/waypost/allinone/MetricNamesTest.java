package dev.waypost.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waypost.health.alert.AlertKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
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
    private static final Pattern SELECTED = Pattern.compile("([a-z][a-z0-9_]+)\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)(=~|!~|!=|=)\"([^\"]*)\"");
    private static final Pattern QUERIES = Pattern.compile("```promql\n(.*?)```", Pattern.DOTALL);
    /// What a scrape adds to every series.
    private static final Set<String> ADDED = Set.of("job", "service", "instance");
    private static final Set<String> names = new TreeSet<>();
    private static String scraped = "";

    @BeforeAll
    static void scrape() {
        MadeMetrics made = MadeMetrics.read();
        scraped = made.scraped();
        scraped.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceAll("[ {].*", ""))
                .forEach(names::add);
        // Some are made when something happens for the first time.
        made.inSources().values().forEach(metric -> {
            String name = metric.name().replace('.', '_');
            switch (metric.type()) {
                case COUNTER -> names.add(name + "_total");
                case TIMER ->
                    Stream.of("_count", "_sum", "_max", "_bucket").forEach(end -> names.add(name + "_seconds" + end));
                default -> Stream.of("", "_seconds", "_bytes").forEach(unit -> names.add(name + unit));
            }
        });
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
        List<Map<?, ?>> rules = rules();

        assertThat(rules).hasSizeGreaterThan(10).allSatisfy(rule -> {
            String expression = String.valueOf(rule.get("expr"));
            assertThat(asked(expression))
                    .as(String.valueOf(rule.get("alert")))
                    .allSatisfy(name -> assertThat(names).contains(name));
            assertSelects(expression);
            assertThat(ROOT.resolve(String.valueOf(in(rule, "annotations", "runbook"))))
                    .exists();
        });
        assertThat(rules.stream().map(rule -> rule.get("alert"))).doesNotHaveDuplicates();
        assertThat(Files.readString(ROOT.resolve("deploy/prometheus/prometheus.yml")))
                .contains("alerts.yml");
    }

    @Test
    void the_page_of_service_levels_asks_for_what_there_is_and_names_the_rules_that_watch_it() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/slo.md"));
        List<String> queries =
                QUERIES.matcher(page).results().map(found -> found.group(1)).toList();

        assertThat(queries).hasSizeGreaterThan(5).allSatisfy(query -> {
            assertThat(asked(query))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(names).contains(name));
            assertSelects(query);
        });
        List<String> rules =
                rules().stream().map(rule -> String.valueOf(rule.get("alert"))).toList();
        assertThat(Pattern.compile("`([A-Z][a-z]+[A-Z][A-Za-z]+)`")
                        .matcher(page)
                        .results()
                        .map(found -> found.group(1)))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(rules).contains(name));
    }

    private static List<Map<?, ?>> rules() throws IOException {
        var rules = new ArrayList<Map<?, ?>>();
        Object all = new Yaml().load(Files.readString(ROOT.resolve("deploy/prometheus/alerts.yml")));
        for (Object group : (List<?>) in(all, "groups")) {
            ((List<?>) in(group, "rules")).forEach(rule -> rules.add((Map<?, ?>) rule));
        }
        return rules;
    }

    /// What it narrows a metric down to are labels and values that the metric has.
    private static void assertSelects(String expression) {
        SELECTED.matcher(expression)
                .results()
                .forEach(selected -> MATCHER.matcher(selected.group(2))
                        .results()
                        .filter(one -> !ADDED.contains(one.group(1)))
                        .forEach(one -> {
                            List<String> values = one.group(2).endsWith("~")
                                    ? List.of(one.group(3).split("\\|"))
                                    : List.of(one.group(3));
                            assertThat(values)
                                    .as(selected.group())
                                    .allSatisfy(value -> assertHas(selected.group(1), one.group(1), value));
                        }));
    }

    private static void assertHas(String metric, String label, String value) {
        boolean seen = scraped.lines()
                .anyMatch(line -> line.startsWith(metric + "{") && line.contains(label + "=\"" + value + "\""));
        assertThat(seen || MadeMetrics.isWritten(metric, label, value))
                .as(metric + " has no " + label + "=" + value)
                .isTrue();
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
