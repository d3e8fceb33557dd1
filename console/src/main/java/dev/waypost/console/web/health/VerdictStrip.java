package dev.waypost.console.web.health;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.edge.Peers;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.html.Html;
import dev.waypost.proto.health.v1.EndpointHealthServiceGrpc;
import dev.waypost.proto.health.v1.HealthStatus;
import dev.waypost.proto.health.v1.ListVerdictChangesRequest;
import dev.waypost.proto.health.v1.VerdictChange;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/// The last day of an endpoint as one strip: when it was healthy, and when it was not.
@Singleton
public final class VerdictStrip {
    private static final Duration DAY = Duration.ofHours(24);
    private static final int WIDTH = 960;
    private static final int HEIGHT = 22;
    private static final int MOST = 200;
    private static final int LISTED = 8;

    private record Stretch(HealthStatus status, Instant from, Instant until) {}

    private final Peers peers;

    VerdictStrip(Peers peers) {
        this.peers = peers;
    }

    /// @param now the status that it has
    public Html of(Visit visit, String tenantId, String endpointId, HealthStatus now) {
        List<VerdictChange> changes;
        try {
            changes = changes(visit, tenantId, endpointId);
        } catch (StatusRuntimeException e) {
            return Html.NONE;
        }
        return Parts.card(
                "The last 24 hours",
                strip(stretches(changes, now, visit.now()), visit.now()),
                changes.isEmpty() ? h("p.soft.small", "Its status has not changed yet.") : table(visit, changes));
    }

    /// The last day of all endpoints of a tenant, one strip each; nothing when nobody says.
    ///
    /// @param now the status that each has, by its id
    /// @param name what each is called
    public Html ofTenant(Visit visit, String tenantId, Map<String, HealthStatus> now, UnaryOperator<String> name) {
        List<VerdictChange> changes;
        try {
            changes = changes(visit, tenantId, "");
        } catch (StatusRuntimeException e) {
            return Html.NONE;
        }
        return Parts.card(
                "The last 24 hours",
                now.entrySet().stream()
                        .limit(LISTED)
                        .map(one -> Html.all(
                                h("h3", Html.theirs(name.apply(one.getKey()))),
                                strip(
                                        stretches(
                                                changes.stream()
                                                        .filter(change -> change.getEndpointId()
                                                                .equals(one.getKey()))
                                                        .toList(),
                                                one.getValue(),
                                                visit.now()),
                                        visit.now()))));
    }

    private List<VerdictChange> changes(Visit visit, String tenantId, String endpointId) {
        return peers.of("health", visit.caller(), EndpointHealthServiceGrpc::newBlockingStub)
                .withDeadlineAfter(2, TimeUnit.SECONDS)
                .listVerdictChanges(ListVerdictChangesRequest.newBuilder()
                        .setTenantId(tenantId)
                        .setEndpointId(endpointId)
                        .setPageSize(MOST)
                        .build())
                .getChangesList();
    }

    /// From the newest change back to a day ago.
    private static List<Stretch> stretches(List<VerdictChange> changes, HealthStatus now, Instant until) {
        Instant from = until.minus(DAY);
        List<Stretch> stretches = new ArrayList<>();
        HealthStatus status = now;
        Instant end = until;
        for (VerdictChange change : changes) {
            Instant at = Words.instant(change.getChangeTime());
            if (!at.isAfter(from)) {
                break;
            }
            stretches.add(new Stretch(change.getStatus(), at, end));
            status = change.getStatusBefore();
            end = at;
        }
        stretches.add(new Stretch(status, from, end));
        return stretches;
    }

    private static Html strip(List<Stretch> stretches, Instant now) {
        Instant from = now.minus(DAY);
        Duration well = time(stretches, true);
        Duration checked = well.plus(time(stretches, false));
        String label = checked.isZero()
                ? "Not checked in the last 24 hours."
                : String.format(
                        Locale.ROOT,
                        "Healthy for %.1f\u202f%% of the time that it was checked, %s.",
                        100.0 * well.toMillis() / Math.max(1, checked.toMillis()),
                        Words.many(stretches.size() - 1L, "change", "changes"));
        return Html.all(
                h(
                        "svg.strip",
                        attr("viewBox", "0 0 " + WIDTH + " " + HEIGHT),
                        attr("preserveAspectRatio", "none"),
                        attr("role", "img"),
                        attr("aria-label", label),
                        stretches.stream().map(one -> rect(one, from))),
                h("p.soft.small", label));
    }

    /// How long it was healthy, or known not to be.
    private static Duration time(List<Stretch> stretches, boolean healthy) {
        return stretches.stream()
                .filter(one -> HealthWords.tone(one.status()) != Parts.Tone.IDLE)
                .filter(one -> healthy == (one.status() == HealthStatus.HEALTH_STATUS_HEALTHY))
                .map(one -> Duration.between(one.from(), one.until()))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static Html rect(Stretch one, Instant from) {
        double start = WIDTH * (double) Duration.between(from, one.from()).toMillis() / DAY.toMillis();
        double length =
                WIDTH * (double) Duration.between(one.from(), one.until()).toMillis() / DAY.toMillis();
        String tone = HealthWords.tone(one.status()).name().toLowerCase(Locale.ROOT);
        return h(
                "rect." + tone,
                attr("x", String.format(Locale.ROOT, "%.1f", start)),
                attr("y", 0),
                attr("width", String.format(Locale.ROOT, "%.1f", Math.max(1.5, length))),
                attr("height", HEIGHT),
                h("title", HealthWords.word(one.status())));
    }

    private static Html table(Visit visit, List<VerdictChange> changes) {
        return Parts.table(
                "Changes of its status",
                List.of("When", "From", "To", "Cause"),
                changes.stream()
                        .limit(LISTED)
                        .map(change -> Parts.row(
                                Parts.cell(Words.time(change.hasChangeTime(), change.getChangeTime(), visit.now())),
                                Parts.cell(HealthWords.badge(change.getStatusBefore())),
                                Parts.cell(HealthWords.badge(change.getStatus())),
                                h("td.long", Parts.text(change.getCause()))))
                        .toList());
    }
}
