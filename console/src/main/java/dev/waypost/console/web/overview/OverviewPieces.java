package dev.waypost.console.web.overview;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.edge.Peers;
import dev.waypost.console.system.ServiceStates;
import dev.waypost.console.web.frame.Figures;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Parts.Tone;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.health.Statistics;
import dev.waypost.console.web.html.Html;
import dev.waypost.proto.ingress.v1.GetQueueStatsRequest;
import dev.waypost.proto.ingress.v1.QueueServiceGrpc;
import dev.waypost.proto.ingress.v1.QueueStats;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The pieces of the overview, each under an id of its own, so that each can be replaced by a newer one.
@Singleton
final class OverviewPieces {
    private static final Map<String, String> TITLES = Map.of(
            "config",
            "config-service",
            "send",
            "send-service",
            "ingress",
            "webhook-ingress",
            "health",
            "health-service");
    private static final Map<String, String> JOBS = Map.of(
            "config", "tenants and settings",
            "send", "outbound messages",
            "ingress", "webhooks and deliveries",
            "health", "probes and failover");

    private final Peers peers;
    private final ServiceStates states;
    private final Statistics statistics;
    private final Verdicts verdicts;

    OverviewPieces(Peers peers, ServiceStates states, Statistics statistics, Verdicts verdicts) {
        this.peers = peers;
        this.states = states;
        this.statistics = statistics;
        this.verdicts = verdicts;
    }

    List<Html> of(Visit visit) {
        // Rates of everybody are for who may see everybody.
        boolean all = visit.caller().tenants().isEmpty();
        return List.of(
                all ? verdicts.alerts(visit) : Html.NONE,
                figures(visit, all),
                all ? h("div", attr("id", "lines"), statistics.lines(visit, "")) : Html.NONE,
                all ? verdicts.endpoints(visit) : Html.NONE,
                services());
    }

    private Html services() {
        Map<String, String> now = states.now();
        return h(
                "section.card",
                attr("id", "services"),
                h("h2", "Services"),
                Parts.table(
                        "Services",
                        List.of("Service", "State", "What it does"),
                        now.entrySet().stream()
                                .map(state -> Parts.row(
                                        Parts.cell(TITLES.getOrDefault(state.getKey(), state.getKey())),
                                        Parts.cell(badge(state.getValue())),
                                        Parts.cell(h("span.soft", JOBS.getOrDefault(state.getKey(), "")))))
                                .toList()));
    }

    private static Html badge(String state) {
        return switch (state) {
            case "healthy" -> Parts.badge(Tone.GOOD, state);
            case "unhealthy" -> Parts.badge(Tone.WARN, state);
            default -> Parts.badge(Tone.BAD, state);
        };
    }

    private Html figures(Visit visit, boolean all) {
        try {
            List<QueueStats> queues = peers.of("ingress", visit.caller(), QueueServiceGrpc::newBlockingStub)
                    .withDeadlineAfter(2, TimeUnit.SECONDS)
                    .getQueueStats(GetQueueStatsRequest.getDefaultInstance())
                    .getQueuesList();
            return h(
                    "div.figures",
                    attr("id", "queues"),
                    all ? statistics.figures(visit, "") : null,
                    queues.stream().map(OverviewPieces::queue));
        } catch (StatusRuntimeException e) {
            return h("div.figures", attr("id", "queues"), all ? statistics.figures(visit, "") : null);
        }
    }

    private static Html queue(QueueStats queue) {
        Duration age = Words.duration(queue.getOldestAge());
        String oldest = age.isZero() ? "nothing waits" : "oldest " + Words.length(age);
        String dead = queue.getDead() == 0 ? "" : ", " + Words.count(queue.getDead()) + " given up";
        return Figures.of(title(queue.getName()), Words.count(queue.getPending()), oldest + dead, Link.to("inbound"));
    }

    private static String title(String name) {
        return switch (name) {
            case "projects" -> "Deliveries waiting";
            case "receipts" -> "Receipts waiting";
            case "parked" -> "Deliveries parked";
            case "quarantine" -> "Events in quarantine";
            default -> other(name);
        };
    }

    private static String other(String name) {
        String words = name.replace('_', ' ').replace('-', ' ').replace('.', ' ');
        return words.isEmpty() ? "Queue" : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
