package dev.waypost.health.alert;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The rules that hold now: a tenant's own before the one for everybody, that before the one that the suite comes
/// with.
final class Rules {
    private record Place(AlertKind kind, String tenantId) {}

    private final Map<Place, Rule> rules = new HashMap<>();

    private final AlertSettings settings;

    Rules(List<Rule> changed, AlertSettings settings) {
        this.settings = settings;
        changed.forEach(rule -> rules.put(new Place(rule.kind(), rule.tenantId()), rule));
    }

    Rule of(AlertKind kind, String tenantId) {
        Rule own = rules.get(new Place(kind, tenantId));
        if (own != null) {
            return own;
        }
        Rule all = rules.get(new Place(kind, ""));
        return all == null ? settings.builtIn(kind) : all;
    }

    /// Every kind's, for one tenant or for everybody.
    List<Rule> all(String tenantId) {
        var all = new ArrayList<Rule>();
        for (AlertKind kind : AlertKind.values()) {
            all.add(of(kind, tenantId));
        }
        return all;
    }

    /// The lowest threshold that anybody set for a kind.
    long least(AlertKind kind) {
        double least = of(kind, "").threshold();
        for (Rule rule : rules.values()) {
            least = rule.kind() == kind && rule.enabled() ? Math.min(least, rule.threshold()) : least;
        }
        return (long) least;
    }
}
