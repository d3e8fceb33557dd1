package dev.waypost.console.web.operations;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.web.frame.Chart;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Parts.Tone;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.html.Html;
import dev.waypost.proto.health.v1.RebalanceReason;
import dev.waypost.proto.health.v1.Server;
import java.time.Duration;
import java.util.Locale;

/// What the states of a server are called, and how they look.
final class ServerWords {
    private ServerWords() {}

    static Html state(Visit visit, Server server) {
        if (server.hasDrainSince()) {
            return Html.all(
                    Parts.badge(Tone.WARN, "draining"),
                    " ",
                    h("span.two", "since ", Words.time(true, server.getDrainSince(), visit.now())));
        }
        if (server.getEndpoints() > 0 && server.getUnhealthy() * 2 > server.getEndpoints()) {
            return Parts.badge(Tone.BAD, "failing");
        }
        return server.getCapacity() > 0 && server.getTenants() > server.getCapacity()
                ? Parts.badge(Tone.WARN, "too full")
                : Parts.badge(Tone.GOOD, "in use");
    }

    static String providers(Server server) {
        return String.join(", ", server.getProvidersList()).replace("META_CLOUD", "Meta Cloud API");
    }

    /// Tenants, against what the server is meant for when somebody said.
    static Html room(Server server) {
        long tenants = server.getTenants();
        int capacity = server.getCapacity();
        return capacity == 0
                ? h("span.num", Words.count(tenants))
                : h(
                        "span.progress",
                        h(
                                "meter",
                                attr("aria-label", "Tenants of what it is meant for"),
                                attr("min", 0),
                                attr("max", capacity),
                                attr("high", capacity * 0.9),
                                attr("value", Math.min(tenants, capacity))),
                        h("span.num.nowrap", Words.count(tenants) + " of " + Words.count(capacity)));
    }

    static Html health(Server server) {
        return h(
                "span.badges",
                server.getHealthy() == 0 ? null : Parts.badge(Tone.GOOD, Words.count(server.getHealthy()) + " healthy"),
                server.getDegraded() == 0
                        ? null
                        : Parts.badge(Tone.WARN, Words.count(server.getDegraded()) + " degraded"),
                server.getUnhealthy() == 0
                        ? null
                        : Parts.badge(Tone.BAD, Words.count(server.getUnhealthy()) + " unhealthy"),
                unknown(server) == 0 ? null : Parts.badge(Tone.IDLE, Words.count(unknown(server)) + " not checked"));
    }

    private static long unknown(Server server) {
        return server.getEndpoints() - server.getHealthy() - server.getDegraded() - server.getUnhealthy();
    }

    static String inFlight(Server server) {
        return server.hasInFlight() ? Words.count(server.getInFlight()) : "–";
    }

    static String rate(Server server) {
        return Chart.shown(server.getSentPerSecond());
    }

    static String errors(Server server) {
        return String.format(Locale.ROOT, "%.1f\u202f%%", 100 * Math.clamp(server.getErrorRate(), 0, 1));
    }

    static String probe(Server server) {
        return server.getProbeMillis() == 0 ? "–" : Words.length(Duration.ofMillis(server.getProbeMillis()));
    }

    static String why(RebalanceReason reason) {
        return switch (reason) {
            case REBALANCE_REASON_DRAINING -> "is being drained";
            case REBALANCE_REASON_FAILING -> "is failing";
            case REBALANCE_REASON_OVER_CAPACITY -> "has more tenants than it is meant for";
            case REBALANCE_REASON_UNEVEN -> "has far more tenants than the others";
            default -> "should have fewer tenants";
        };
    }
}
