package dev.waypost.allinone;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// What the services of one installation are told: where the backends, the peers and the keys are.
public record SuiteSettings(
        SuitePorts ports,
        Database database,
        String redisUrl,
        String adminKey,
        String serviceKey,
        Path masterKeyFile,
        Path spool,
        Optional<String> otlpEndpoint) {

    /// How to reach PostgreSQL; the password may be empty.
    public record Database(String url, String username, String password) {}

    /// The settings of `service`, by their dotted names. A variable that is set for the process wins over them.
    public Map<String, Object> of(SuiteService service, Predicate<String> isSetInEnvironment) {
        var settings = new LinkedHashMap<String, Object>();
        settings.put("waypost.server.host", "127.0.0.1");
        if (service.hasStore()) {
            settings.put("waypost." + service.word() + ".grpc-port", ports.grpc(service));
            settings.put("waypost.db.url", database.url());
            settings.put("waypost.db.username", database.username());
            if (!database.password().isEmpty()) {
                settings.put("waypost.db.password", database.password());
            }
        }
        settings.put("waypost." + service.word() + ".ops-port", ports.ops(service));
        switch (service) {
            case INGRESS -> {
                settings.put("waypost.ingress.public-port", ports.webhooks());
                settings.put("waypost.ingress.listener.host", "127.0.0.1");
                settings.put("waypost.ingress.spool.folder", spool.toString());
            }
            case CONSOLE -> {
                settings.put("waypost.console.port", ports.console());
                if (otlpEndpoint.isPresent()) {
                    settings.put(
                            "waypost.console.traces.url",
                            "http://127.0.0.1:" + ports.traceViewer() + "/zipkin/traces/{trace_id}");
                }
            }
            case CONFIG -> settings.put("waypost.config.endpoint.webhook-base", "http://127.0.0.1:" + ports.webhooks());
            case SEND, HEALTH -> {
                // Nothing else listens there.
            }
        }
        for (var peer : SuiteService.values()) {
            if (peer.hasStore()) {
                settings.put("waypost.peers." + peer.word(), "127.0.0.1:" + ports.grpc(peer));
            }
        }
        settings.put("waypost.redis.url", redisUrl);
        settings.put("waypost.auth.admin-key", adminKey);
        settings.put("waypost.auth.service-key", serviceKey);
        if (!isSetInEnvironment.test(environmentName("waypost.crypto.key"))) {
            settings.put("waypost.crypto.key-file", masterKeyFile.toString());
        }
        // The simulator's providers and backends are on this machine.
        settings.put("waypost.http.allowed-cidrs", "127.0.0.0/8");
        otlpEndpoint.ifPresent(endpoint -> settings.put("waypost.telemetry.otlp-endpoint", endpoint));
        settings.keySet().removeIf(name -> isSetInEnvironment.test(environmentName(name)));
        return settings;
    }

    public static String environmentName(String setting) {
        return setting.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
