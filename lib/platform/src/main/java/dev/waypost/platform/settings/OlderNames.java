package dev.waypost.platform.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What deployments of older systems call their settings: each name is read as the setting that it became, unless that
/// one is set as well.
///
/// `docs/guides/older-settings.md` tells people the same, and where those went that are no settings any more.
public final class OlderNames {
    private static final String PREFIX = "WHATSAPP_";
    private static final String MULTI_TENANT = "WHATSAPP_MULTI_TENANT";
    private static final String DEFAULT_COMPANY = "DEFAULT_COMPANY_ID";
    private static final String DEFAULT_TENANT = "waypost.console.default-tenant";

    private static final List<Alias> ALIASES = List.of(
            Alias.of("WHATSAPP_MAX_SESSIONS", "waypost.send.sessions.max-total"),
            Alias.of("WHATSAPP_MAX_QR_ATTEMPTS", "waypost.send.sessions.max-codes"),
            Alias.inMillis("WHATSAPP_SESSION_TTL", "waypost.send.sessions.idle-ttl"),
            Alias.inMillis("WHATSAPP_KEEPALIVE_INTERVAL", "waypost.send.sessions.look-interval"),
            Alias.of("WHATSAPP_RATE_LIMIT_PER_COMPANY", "waypost.config.tenant-defaults.rate-limit"),
            Alias.inMillis("WHATSAPP_RATE_LIMIT_WINDOW", "waypost.config.tenant-defaults.rate-window"),
            Alias.of("WHATSAPP_ALLOWED_PHONE_PATTERN", "waypost.config.tenant-defaults.allowed-number-pattern"),
            Alias.inMillis("WHATSAPP_RECONNECT_DELAY", "waypost.config.tenant-defaults.reconnect-interval"),
            Alias.of("WHATSAPP_MAX_RECONNECT_ATTEMPTS", "waypost.config.tenant-defaults.max-reconnect-attempts"),
            Alias.inMillis("WHATSAPP_HEALTH_CHECK_INTERVAL", "waypost.config.tenant-defaults.health-check-interval"),
            Alias.of("WHATSAPP_HEALTH_CHECK_ENABLED", "waypost.health.probe.enabled"),
            Alias.of("WHATSAPP_METRICS_ENABLED", "waypost.health.metric.enabled"),
            Alias.of("WHATSAPP_ALERTING_ENABLED", "waypost.health.alert.enabled"),
            Alias.of("WHATSAPP_ALERT_ERROR_RATE", "waypost.health.alert.error-rate"),
            Alias.of("WHATSAPP_ALERT_DISCONNECT_RATE", "waypost.health.alert.disconnect-rate"));

    private OlderNames() {}

    /// An older name of one setting.
    ///
    /// @param inMillis whether its value is a number of milliseconds
    public record Alias(String name, String key, boolean inMillis) {
        static Alias of(String name, String key) {
            return new Alias(name, key, false);
        }

        static Alias inMillis(String name, String key) {
            return new Alias(name, key, true);
        }

        /// The service whose setting it is.
        public String service() {
            return key.split("\\.")[1];
        }

        private String read(String value) {
            if (inMillis && !value.matches("[0-9]{1,15}")) {
                throw new SettingsRefused("setting " + name + " cannot be read: value: " + value
                        + " (expected: milliseconds, like 60000)");
            }
            return inMillis ? value + "ms" : value;
        }
    }

    /// What a service takes over from the environment.
    ///
    /// @param settings by key
    /// @param names the older names that were read, with the key that each stands for
    /// @param idle older names that are set and mean nothing to this suite
    public record Taken(Map<String, Object> settings, Map<String, String> names, Set<String> idle) {}

    public static List<Alias> aliases() {
        List<Alias> all = new ArrayList<>(ALIASES);
        all.add(Alias.of(DEFAULT_COMPANY, DEFAULT_TENANT));
        return all;
    }

    /// @param given keys that are set otherwise and win
    /// @throws SettingsRefused for a value that nobody understands
    public static Taken of(String service, Map<String, String> environment, Set<String> given) {
        Map<String, Object> settings = new HashMap<>();
        Map<String, String> names = new TreeMap<>();
        for (Alias alias : ALIASES) {
            String value = environment.get(alias.name());
            if (value != null && !value.isEmpty() && alias.service().equals(service)) {
                String read = alias.read(value);
                if (isFree(alias.key(), environment, given)) {
                    settings.put(alias.key(), read);
                    names.put(alias.name(), alias.key());
                }
            }
        }
        if (service.equals("console") && isFree(DEFAULT_TENANT, environment, given)) {
            String tenant = defaultTenant(environment);
            if (tenant != null) {
                settings.put(DEFAULT_TENANT, tenant);
                names.put(DEFAULT_COMPANY, DEFAULT_TENANT);
            }
        }
        return new Taken(settings, names, idle(environment));
    }

    /// The older systems had one tenant only when told so, and ignored its name otherwise.
    private static @Nullable String defaultTenant(Map<String, String> environment) {
        String multi = environment.getOrDefault(MULTI_TENANT, "true");
        String tenant = environment.getOrDefault(DEFAULT_COMPANY, "");
        if (!multi.equals("false")) {
            return null;
        }
        if (tenant.isEmpty()) {
            throw new SettingsRefused(
                    MULTI_TENANT + "=false needs " + DEFAULT_COMPANY + ", the tenant of requests that name none");
        }
        return tenant;
    }

    private static boolean isFree(String key, Map<String, String> environment, Set<String> given) {
        String name = new KnownSetting(key, String.class, null, "").environmentName();
        return !given.contains(key) && environment.getOrDefault(name, "").isEmpty();
    }

    private static Set<String> idle(Map<String, String> environment) {
        Set<String> idle = new TreeSet<>();
        for (String name : environment.keySet()) {
            if (name.startsWith(PREFIX)
                    && !name.equals(MULTI_TENANT)
                    && ALIASES.stream().noneMatch(alias -> alias.name().equals(name))) {
                idle.add(name);
            }
        }
        return idle;
    }
}
