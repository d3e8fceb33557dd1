package dev.waypost.allinone;

import dev.waypost.testkit.ServiceUnderTest;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The metrics of every service: those that are there once it runs, and those that its sources make when something
/// happens for the first time.
final class MadeMetrics {
    static final List<String> SERVICES = List.of("config", "send", "ingress", "health", "console");
    private static final Path ROOT =
            Path.of(Objects.requireNonNull(System.getProperty("waypost.root"), "waypost.root"));
    private static final Pattern SHORT =
            Pattern.compile("\\.(counter|timer|gauge|summary)\\(\\s*\"([a-z][a-z0-9.]+)\"(?:,\\s*\"([a-z_]+)\",)?");
    private static final Pattern BUILT = Pattern.compile(
            "(FunctionCounter|Counter|Timer|Gauge|DistributionSummary)\\s*\\.builder\\(\\s*"
                    + "\"([a-z][a-z0-9.]+)\"(.*?)\\.register\\(",
            Pattern.DOTALL);
    private static final Pattern SAID = Pattern.compile("\\.description\\(\\s*\"([^\"]*)\"");
    private static final Pattern UNIT = Pattern.compile("\\.baseUnit\\(\"([^\"]*)\"");
    private static @Nullable MadeMetrics read;

    /// What is known of one metric.
    ///
    /// @param labels the values of each label that were seen; none are known of one that is made later
    record Metric(
            String name,
            Meter.Type type,
            @Nullable String unit,
            String said,
            Map<String, TreeSet<String>> labels,
            TreeSet<String> services) {}

    private final Map<String, Metric> running = new TreeMap<>();
    private final Map<String, Metric> inSources = new TreeMap<>();
    private final StringBuilder scraped = new StringBuilder();

    private MadeMetrics() {}

    /// Read once for all tests: every service is started for it.
    static synchronized MadeMetrics read() {
        MadeMetrics known = read;
        if (known == null) {
            known = new MadeMetrics();
            for (String name : SERVICES) {
                known.look(name);
            }
            known.lookAtSources();
            read = known;
        }
        return known;
    }

    /// Every metric of a running service, the runtime's and the libraries' included.
    Map<String, Metric> running() {
        return running;
    }

    /// Every metric that our sources name.
    Map<String, Metric> inSources() {
        return inSources;
    }

    /// What metrics.properties says of a metric's meaning, or, as `name[label]`, of a label's values.
    static Properties written() {
        try (Reader in = new InputStreamReader(
                Objects.requireNonNull(MadeMetrics.class.getResourceAsStream("/metrics.properties")),
                StandardCharsets.UTF_8)) {
            var written = new Properties();
            written.load(in);
            return written;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether a label may have a value by what is written of it, under the name that Prometheus knows.
    static boolean isWritten(String scrapedName, String label, String value) {
        Properties written = written();
        return written.stringPropertyNames().stream()
                .filter(key -> key.endsWith("[" + label + "]"))
                .filter(key ->
                        scrapedName.startsWith(key.replaceAll("\\[.*", "").replace('.', '_')))
                .map(written::getProperty)
                .anyMatch(values ->
                        values.startsWith("*") || List.of(values.split(", ")).contains(value));
    }

    String scraped() {
        return scraped.toString();
    }

    private void look(String name) {
        int ops = freePort();
        Map<String, Object> more = name.equals("console") ? Map.of("waypost.console.ops-port", ops) : Map.of();
        try (var service = ServiceUnderTest.start(name, more);
                var http = HttpClient.newHttpClient()) {
            int port = service.httpPort();
            if (name.equals("console")) {
                port = ops;
            } else {
                HealthGrpc.newBlockingStub(service.admin()).check(HealthCheckRequest.getDefaultInstance());
            }
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/prometheus"))
                    .build();
            scraped.append(http.send(request, BodyHandlers.ofString()).body());
            service.bean(MeterRegistry.class).forEachMeter(meter -> seen(name, meter.getId()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void seen(String service, Meter.Id id) {
        Metric metric = running.computeIfAbsent(
                id.getName(),
                name -> new Metric(
                        name,
                        id.getType(),
                        id.getBaseUnit(),
                        Objects.requireNonNullElse(id.getDescription(), ""),
                        new TreeMap<>(),
                        new TreeSet<>()));
        metric.services().add(service);
        id.getTags()
                .forEach(tag -> metric.labels()
                        .computeIfAbsent(tag.getKey(), key -> new TreeSet<>())
                        .add(tag.getValue()));
    }

    private void lookAtSources() {
        try (Stream<Path> sources = Files.walk(ROOT)) {
            for (Path source : sources.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/main/"))
                    .filter(file -> !file.startsWith(ROOT.resolve("bench")))
                    .toList()) {
                String text = Files.readString(source);
                TreeSet<String> services = servicesOf(ROOT.relativize(source).toString());
                if (text.contains("io.micrometer")) {
                    SHORT.matcher(text).results().forEach(found -> named(found, services, "", null));
                    BUILT.matcher(text).results().forEach(found -> {
                        var said = SAID.matcher(found.group(3));
                        var unit = UNIT.matcher(found.group(3));
                        named(found, services, said.find() ? said.group(1) : "", unit.find() ? unit.group(1) : null);
                    });
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void named(MatchResult found, TreeSet<String> services, String said, @Nullable String unit) {
        Meter.Type type = switch (found.group(1).toLowerCase(Locale.ROOT)) {
            case "counter", "functioncounter" -> Meter.Type.COUNTER;
            case "timer" -> Meter.Type.TIMER;
            case "gauge" -> Meter.Type.GAUGE;
            default -> Meter.Type.DISTRIBUTION_SUMMARY;
        };
        inSources.putIfAbsent(found.group(2), new Metric(found.group(2), type, unit, said, new HashMap<>(), services));
    }

    private static TreeSet<String> servicesOf(String path) {
        var services = new TreeSet<>(SERVICES);
        services.removeIf(name -> !path.startsWith("lib/")
                && !path.startsWith(name.equals("ingress") ? "webhook-ingress/" : name + "-service/")
                && !path.startsWith(name + "/"));
        return services;
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
