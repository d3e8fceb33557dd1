package dev.waypost.health.alert;

import dev.waypost.health.metric.Numbers;
import dev.waypost.health.metric.RecentTraffic;
import dev.waypost.platform.tally.Count;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Set;

/// Looks at traffic: failed tries of each tenant that has any, and how fast the platform's promise is used up.
@Singleton
class TrafficWatch implements Watch {
    private static final int MOST_TENANTS = 500;
    /// A rate of fewer says nothing.
    private static final int FEW_TRIES = 20;
    private static final int FEW_MESSAGES = 50;
    private static final int SHORT = 5;
    private static final int LONG = 60;
    /// Messages that may fail: one in two hundred.
    private static final double ALLOWED = 0.005;

    private final RecentTraffic traffic;

    TrafficWatch(RecentTraffic traffic) {
        this.traffic = traffic;
    }

    @Override
    public Seen look(Rules rules) {
        var readings = new ArrayList<Reading>();
        for (String tenantId : traffic.erring(MOST_TENANTS)) {
            Numbers numbers = traffic.last(tenantId, SHORT);
            if (numbers.tries() >= FEW_TRIES) {
                readings.add(new Reading(
                        AlertKind.ERROR_RATE,
                        tenantId,
                        "",
                        numbers.errorRate(),
                        percent(numbers.errorRate()) + " of " + numbers.tries() + " tries failed in " + SHORT
                                + " min"));
            }
        }
        Numbers hour = traffic.last("", LONG);
        Numbers minutes = traffic.last("", SHORT);
        if (hour.of(Count.SENT) + hour.of(Count.FAILED) >= FEW_MESSAGES) {
            double burn = Math.min(lost(hour), lost(minutes)) / ALLOWED;
            readings.add(new Reading(
                    AlertKind.SLO_BURN,
                    "",
                    "",
                    burn,
                    percent(lost(hour)) + " of the last hour's messages failed, " + percent(lost(minutes))
                            + " of the last " + SHORT + " min"));
        }
        return new Seen(Set.of(AlertKind.ERROR_RATE, AlertKind.SLO_BURN), readings);
    }

    private static double lost(Numbers numbers) {
        long all = numbers.of(Count.SENT) + numbers.of(Count.FAILED);
        return all == 0 ? 0 : (double) numbers.of(Count.FAILED) / all;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }
}
