package dev.waypost.health.alert;

import dev.waypost.health.alert.AlertPolicy.Step;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.id.Ids;
import dev.waypost.platform.log.WideEvent;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns what was seen into alerts, and alerts into posts: all of one look in one transaction, so that a crash tells
/// nothing twice and forgets nothing.
@Singleton
class Alerts {
    private static final Duration STORM_SPAN = Duration.ofMinutes(5);

    private final Db db;
    private final AlertStore store;
    private final RuleStore rules;
    private final SilenceStore silences;
    private final WebhookStore webhooks;
    private final PostStore posts;
    private final PostBody bodies;
    private final AlertSettings settings;

    Alerts(
            Db db,
            AlertStore store,
            RuleStore rules,
            SilenceStore silences,
            WebhookStore webhooks,
            PostStore posts,
            PostBody bodies,
            AlertSettings settings) {
        this.db = db;
        this.store = store;
        this.rules = rules;
        this.silences = silences;
        this.webhooks = webhooks;
        this.posts = posts;
        this.bodies = bodies;
        this.settings = settings;
    }

    Rules rules() {
        return rules.all();
    }

    /// Judges what was seen. False when it is another process's turn.
    ///
    /// @param pauseMillis how long ago the last turn must be
    boolean judge(Seen seen, Rules rules, long pauseMillis) {
        Optional<List<Standing>> changed = db.tx(sql -> {
            Optional<Instant> now = store.turn(sql, pauseMillis);
            return now.isEmpty() ? Optional.empty() : Optional.of(judge(sql, seen, rules, now.get()));
        });
        changed.ifPresent(alerts -> alerts.forEach(Alerts::tell));
        return changed.isPresent();
    }

    private List<Standing> judge(Sql sql, Seen seen, Rules rules, Instant now) throws SQLException {
        Map<Reading.Key, Standing> standing = new HashMap<>();
        store.standing(sql).forEach(alert -> standing.put(alert.key(), alert));
        Map<Reading.Key, Reading> readings = new LinkedHashMap<>();
        seen.readings().forEach(reading -> readings.put(reading.key(), reading));
        List<Silence> silent = silences.standing(sql).stream()
                .filter(silence -> silence.holds(now))
                .toList();
        var changed = new ArrayList<Standing>();
        Map<AlertKind, Integer> raised = new EnumMap<>(AlertKind.class);
        Set<Reading.Key> keys = new LinkedHashSet<>(readings.keySet());
        standing.keySet().stream()
                .filter(key -> seen.kinds().contains(key.kind()))
                .forEach(keys::add);
        for (Reading.Key key : keys) {
            Standing before = standing.get(key);
            Optional<Standing> next = step(sql, before, readings.get(key), rules.of(key.kind(), key.tenantId()), now);
            if (next.isEmpty()) {
                standing.remove(key);
            } else if (!next.get().equals(before)) {
                Standing after = next.get();
                standing.put(key, after);
                changed.add(after);
                if (after.isSeen() && (before == null || !before.isSeen())) {
                    raised.merge(key.kind(), 1, Integer::sum);
                }
            }
        }
        Set<AlertKind> storms = storms(sql, standing, raised, rules, changed, now);
        Map<Reading.Key, Standing> last = new LinkedHashMap<>();
        changed.forEach(alert -> last.put(alert.key(), alert));
        // Also those that nothing happened to: a silence may have begun or ended.
        standing.values().stream().filter(Standing::isSeen).forEach(alert -> last.putIfAbsent(alert.key(), alert));
        return told(sql, last.values(), new LinkedHashSet<>(changed), silent, storms, now);
    }

    /// Empty when nothing is kept of it any more.
    private Optional<Standing> step(
            Sql sql, @Nullable Standing before, @Nullable Reading reading, Rule rule, Instant now) throws SQLException {
        Step step = AlertPolicy.decide(before, reading == null ? null : reading.value(), rule, now);
        if (before == null) {
            if (reading == null || step instanceof Step.Nothing) {
                return Optional.empty();
            }
            Standing fresh = Changes.suspected(Ids.next("alt"), reading, rule, now);
            return Optional.of(step instanceof Step.Raise ? Changes.raised(fresh, now) : fresh);
        }
        Standing latest = reading == null ? before : Changes.measured(before, reading, rule);
        return switch (step) {
            case Step.Nothing _, Step.Suspect _ -> Optional.of(before);
            case Step.Forget _ -> {
                store.forget(sql, before);
                yield Optional.empty();
            }
            case Step.Raise _ -> Optional.of(Changes.raised(latest, now));
            case Step.Again again ->
                Optional.of(
                        again.returned()
                                ? Changes.returned(latest, now)
                                : Changes.isNews(before, latest) ? latest : before);
            case Step.Subside _ -> Optional.of(Changes.subsided(before, now));
            case Step.Clear _ -> Optional.of(Changes.cleared(before, now));
        };
    }

    /// The kinds of which so many were raised lately that one alert stands for all of them.
    private Set<AlertKind> storms(
            Sql sql,
            Map<Reading.Key, Standing> standing,
            Map<AlertKind, Integer> raised,
            Rules rules,
            List<Standing> changed,
            Instant now)
            throws SQLException {
        Rule rule = rules.of(AlertKind.ALERT_STORM, "");
        Set<AlertKind> storms = new LinkedHashSet<>();
        for (AlertKind kind : AlertKind.values()) {
            var key = new Reading.Key(AlertKind.ALERT_STORM, "", kind.title());
            Standing before = standing.get(key);
            if (kind == AlertKind.ALERT_STORM || before == null && !raised.containsKey(kind)) {
                continue;
            }
            long lately = store.raisedSince(sql, kind, now.minus(STORM_SPAN)) + raised.getOrDefault(kind, 0);
            var reading = new Reading(
                    AlertKind.ALERT_STORM,
                    "",
                    kind.title(),
                    lately,
                    lately + " × " + kind.title() + " within 5 minutes");
            Optional<Standing> after = step(sql, before, reading, rule, now);
            after.filter(alert -> !alert.equals(before)).ifPresent(changed::add);
            if (after.isPresent() && after.get().isSeen() && after.get().state() != AlertState.CLEARED) {
                storms.add(kind);
            }
        }
        return storms;
    }

    /// Saves what changed, and puts in line what has to be told.
    private List<Standing> told(
            Sql sql,
            Iterable<Standing> alerts,
            Set<Standing> changed,
            List<Silence> silent,
            Set<AlertKind> storms,
            Instant now)
            throws SQLException {
        List<Webhook> all = webhooks.active(sql);
        var saved = new ArrayList<Standing>();
        var due = new ArrayList<Post>();
        for (Standing alert : alerts) {
            boolean quiet = silent.stream().anyMatch(silence -> silence.covers(alert.key()));
            Standing after = Changes.silenced(alert, quiet);
            boolean over = alert.state() == AlertState.CLEARED;
            if (alert.isSeen() && !quiet && !over && alert.told() == Told.NOBODY) {
                boolean alone = !storms.contains(alert.key().kind());
                after = Changes.told(after, alone ? Told.EVERYBODY : Told.TENANT);
                due.addAll(posts(all, after, "alert.raised", now));
            } else if (over && alert.told() != Told.NOBODY) {
                due.addAll(posts(all, after, "alert.cleared", now));
            }
            if (changed.contains(alert) || !after.equals(alert)) {
                store.save(sql, after);
                saved.add(after);
            }
        }
        posts.add(sql, due);
        return saved;
    }

    private List<Post> posts(List<Webhook> all, Standing alert, String type, Instant now) {
        var due = new ArrayList<Post>();
        for (Webhook webhook : all) {
            boolean mayKnow =
                    alert.told() == Told.EVERYBODY || !webhook.tenantId().isEmpty();
            if (mayKnow && webhook.wants(alert.key(), alert.severity())) {
                due.add(new Post(
                        alert.key().tenantId(),
                        webhook.tenantId(),
                        webhook.webhookId(),
                        Ids.next("pst"),
                        bodies.of(type, alert, now)));
            }
        }
        return due;
    }

    /// Somebody looks at it.
    Standing acknowledge(Sql sql, String tenantId, String alertId, String who, String comment) throws SQLException {
        Instant now = store.turn(sql);
        Standing alert = store.find(sql, tenantId, alertId)
                .orElseThrow(() -> Fault.of(Reason.ALERT_NOT_FOUND).with("alert_id", alertId));
        if (alert.state() != AlertState.OPEN) {
            return alert;
        }
        Standing seen = Changes.acknowledged(alert, who, comment, now);
        store.save(sql, seen);
        return seen;
    }

    void forgetOld() {
        store.forgetOld(settings.keep().toSeconds());
        silences.forgetOld();
    }

    private static void tell(Standing alert) {
        if (!alert.isSeen()) {
            return;
        }
        WideEvent.of("alert.changed")
                .with("tenant_id", alert.key().tenantId())
                .with("alert_id", alert.alertId())
                .with("rule", alert.key().kind().title())
                .with("subject", alert.key().subject())
                .with("state", alert.state())
                .with("told", alert.told())
                .with("silenced", alert.silenced())
                .emit();
    }
}
