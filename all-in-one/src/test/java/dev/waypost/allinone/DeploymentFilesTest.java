package dev.waypost.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.sun.net.httpserver.HttpServer;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.micronaut.context.annotation.ConfigurationProperties;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/// The deployment files against the code: every setting, port, path and name that they mention must exist.
class DeploymentFilesTest {
    private static final Path ROOT =
            Path.of(Objects.requireNonNull(System.getProperty("waypost.root"), "waypost.root"));
    private static final Map<String, Object> SERVICES = map(in(yaml("docker-compose.yml"), "services"));

    private static Map<String, Object> yaml(String file) {
        return map(new Yaml().load(text(file)));
    }

    private static String text(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object node) {
        return (Map<String, Object>) node;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object node) {
        return (List<Object>) node;
    }

    private static Object in(Object node, String... path) {
        Object at = node;
        for (String step : path) {
            at = Objects.requireNonNull(map(at).get(step), () -> String.join(".", path) + ": " + step + " is missing");
        }
        return at;
    }

    private static Set<String> knownVariables() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.waypost").stream()
                        .filter(type -> type.isAnnotatedWith(ConfigurationProperties.class) && type.isRecord())
                        .map(type -> type.reflect())
                        .flatMap(type -> Arrays.stream(type.getRecordComponents())
                                .map(component -> variable(
                                        type.getAnnotation(ConfigurationProperties.class)
                                                .value(),
                                        component)))
                        .collect(Collectors.toSet());
    }

    private static String variable(String prefix, RecordComponent component) {
        String snake = component.getName().replaceAll("([A-Z])", "_$1");
        return (prefix.replace('.', '_').replace('-', '_') + "_" + snake).toUpperCase(Locale.ROOT);
    }

    private static Map<String, Object> environmentOf(String service) {
        return map(in(SERVICES, service, "environment"));
    }

    @Test
    void compose_runs_everything_the_suite_needs() {
        assertThat(SERVICES.keySet())
                .contains("postgres", "redis", "simulator", "otel-collector", "jaeger", "prometheus", "grafana")
                .containsAll(Arrays.stream(SuiteService.values())
                        .map(SuiteService::title)
                        .toList());
    }

    @Test
    void every_setting_in_compose_is_one_that_the_code_reads() {
        Set<String> known = knownVariables();
        assertThat(known).contains("WAYPOST_DB_URL", "WAYPOST_DB_POOL_SIZE");
        for (SuiteService service : SuiteService.values()) {
            assertThat(environmentOf(service.title()).keySet().stream().filter(name -> name.startsWith("WAYPOST_")))
                    .as(service.title())
                    .isSubsetOf(known)
                    .contains("WAYPOST_AUTH_SERVICE_KEY", "WAYPOST_TELEMETRY_OTLP_ENDPOINT");
        }
    }

    @Test
    void each_process_is_built_from_its_module_and_checked_at_its_ops_port() throws ClassNotFoundException {
        for (SuiteService service : SuiteService.values()) {
            String title = service.title();
            assertThat(in(SERVICES, title, "build", "args", "MODULE")).isEqualTo(title);
            assertThat(in(SERVICES, title, "build", "args", "MAIN")).isEqualTo(service.mainClass());
            assertThat(ROOT.resolve(title).resolve("pom.xml")).exists();
            assertThat(Class.forName(service.mainClass())).hasDeclaredMethods("main");
            assertThat(environmentOf(title)).containsEntry("HEALTH_PORT", service.opsPort());
            assertThat(list(in(SERVICES, title, "expose"))).contains(Integer.toString(service.opsPort()));
            if (service.grpcPort() != 0) {
                assertThat(list(in(SERVICES, title, "expose"))).contains(Integer.toString(service.grpcPort()));
                assertThat(environmentOf("console"))
                        .containsEntry(
                                "WAYPOST_PEERS_" + service.word().toUpperCase(Locale.ROOT),
                                title + ":" + service.grpcPort());
            }
        }
        assertThat(in(SERVICES, "simulator", "build", "args", "MAIN")).isEqualTo("dev.waypost.simulator.Main");
        assertThat(text("deploy/healthy")).contains("/health/readiness");
    }

    @Test
    void only_console_and_webhooks_are_open_to_the_network() {
        for (Map.Entry<String, Object> service : SERVICES.entrySet()) {
            Object ports = map(service.getValue()).get("ports");
            if (ports != null) {
                assertThat(list(ports))
                        .as(service.getKey())
                        .allMatch(port -> port.toString().startsWith("127.0.0.1:")
                                || port.equals("8080:8080")
                                || port.equals("8081:8081"));
            }
        }
    }

    @Test
    void what_compose_names_is_there() {
        for (Map.Entry<String, Object> service : SERVICES.entrySet()) {
            Map<String, Object> body = map(service.getValue());
            Object needs = body.getOrDefault("depends_on", List.of());
            Collection<?> names = needs instanceof Map<?, ?> conditions ? conditions.keySet() : list(needs);
            assertThat(SERVICES.keySet())
                    .as(service.getKey())
                    .containsAll(names.stream().map(Object::toString).toList());
            for (Object volume : list(body.getOrDefault("volumes", List.of()))) {
                String source = volume.toString().substring(0, volume.toString().indexOf(':'));
                if (source.startsWith("./")) {
                    assertThat(ROOT.resolve(source)).exists();
                } else {
                    assertThat(map(in(yaml("docker-compose.yml"), "volumes"))).containsKey(source);
                }
            }
            if (body.get("image") != null) {
                assertThat(body.get("image").toString()).as("a fixed tag").matches("[a-z0-9/.-]+:v?[0-9][0-9.]*");
            }
        }
    }

    @Test
    void secrets_are_not_in_the_files_and_new_env_makes_all_of_them() throws Exception {
        String compose = text("docker-compose.yml");
        Set<String> asked = Pattern.compile("\\$\\{([A-Z_]+):\\?")
                .matcher(compose)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
        for (String line : compose.lines()
                .filter(l -> l.matches(" +[A-Z_]*(PASSWORD|_KEY): .*"))
                .toList()) {
            assertThat(line).contains("${").doesNotContain(":-");
        }
        Process script = new ProcessBuilder(ROOT.resolve("deploy/new-env").toString()).start();
        String printed = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(script.waitFor()).isZero();
        Map<String, String> made = printed.lines()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        assertThat(made.keySet()).isEqualTo(asked);
        assertThat(made.values()).allMatch(value -> value.length() >= 16).doesNotHaveDuplicates();
        String keyset = new String(
                Base64.getDecoder().decode(Objects.requireNonNull(made.get("WAYPOST_CRYPTO_KEY"))),
                StandardCharsets.UTF_8);
        assertThat(TinkJsonProtoKeysetFormat.parseKeyset(keyset, InsecureSecretKeyAccess.get())
                        .size())
                .isOne();
    }

    @Test
    void the_image_runs_on_a_plain_jre_as_nobody_special_and_says_whether_it_is_well() {
        List<String> lines = text("deploy/Dockerfile").lines().toList();
        assertThat(lines).contains("FROM eclipse-temurin:25-jre", "USER 10001:10001");
        assertThat(lines).anyMatch(line -> line.startsWith("HEALTHCHECK ") && line.endsWith("CMD [\"healthy\"]"));
        assertThat(lines).noneMatch(line -> line.startsWith("ADD "));
        assertThat(lines.lastIndexOf("USER 10001:10001")).isGreaterThan(lines.indexOf("FROM eclipse-temurin:25-jre"));
    }

    @Test
    void the_health_check_believes_only_a_200() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/health/readiness", exchange -> exchange.sendResponseHeaders(200, -1));
        server.createContext("/down", exchange -> exchange.sendResponseHeaders(503, -1));
        server.start();
        try {
            assertThat(healthy(server.getAddress().getPort(), "/health/readiness"))
                    .isTrue();
            assertThat(healthy(server.getAddress().getPort(), "/down")).isFalse();
        } finally {
            server.stop(0);
        }
        assertThat(healthy(server.getAddress().getPort(), "/health/readiness")).isFalse();
    }

    private static boolean healthy(int port, String path) throws Exception {
        var check = new ProcessBuilder(ROOT.resolve("deploy/healthy").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        check.environment().put("HEALTH_PORT", Integer.toString(port));
        check.environment().put("HEALTH_PATH", path);
        Process process = check.start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() == 0;
    }

    @Test
    void spans_find_their_way_to_the_trace_store() {
        Map<String, Object> collector = yaml("deploy/otel/collector.yaml");
        Map<String, Object> traces = map(in(collector, "service", "pipelines", "traces"));
        for (String kind : List.of("receivers", "processors", "exporters")) {
            assertThat(map(in(collector, kind)).keySet())
                    .containsAll(list(in(traces, kind)).stream()
                            .map(Object::toString)
                            .toList());
        }
        String port = in(collector, "receivers", "otlp", "protocols", "http", "endpoint")
                .toString()
                .replaceAll(".*:", "");
        assertThat(environmentOf("send-service"))
                .containsEntry("WAYPOST_TELEMETRY_OTLP_ENDPOINT", "http://otel-collector:" + port);
        String target = in(collector, "exporters", "otlp/jaeger", "endpoint").toString();
        assertThat(list(in(SERVICES, target.replaceAll(":.*", ""), "expose"))).contains(target.replaceAll(".*:", ""));
    }

    @Test
    void prometheus_scrapes_every_process() {
        Map<String, Object> job = map(list(in(yaml("deploy/prometheus/prometheus.yml"), "scrape_configs"))
                .getFirst());
        assertThat(job).containsEntry("metrics_path", "/prometheus");
        assertThat(list(in(job, "static_configs")).stream().flatMap(config -> list(in(config, "targets")).stream()))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(SuiteService.values())
                        .map(service -> (Object) (service.title() + ":" + service.opsPort()))
                        .toList());
    }

    @Test
    void the_dashboard_asks_the_data_source_that_is_provisioned() {
        Object source = list(in(yaml("deploy/grafana/provisioning/datasources/datasources.yaml"), "datasources"))
                .getFirst();
        assertThat(in(source, "url")).isEqualTo("http://prometheus:9090");
        List<Object> panels = list(in(yaml("deploy/grafana/dashboards/waypost.json"), "panels"));
        assertThat(panels).hasSizeGreaterThanOrEqualTo(6).allSatisfy(panel -> {
            assertThat(in(panel, "datasource", "uid")).isEqualTo(in(source, "uid"));
            assertThat(list(in(panel, "targets"))).isNotEmpty();
        });
        Object provider = list(in(yaml("deploy/grafana/provisioning/dashboards/dashboards.yaml"), "providers"))
                .getFirst();
        assertThat(list(in(SERVICES, "grafana", "volumes")))
                .contains("./deploy/grafana/dashboards:" + in(provider, "options", "path") + ":ro");
    }
}
