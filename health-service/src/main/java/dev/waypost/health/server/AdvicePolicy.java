package dev.waypost.health.server;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Says which servers should lose tenants, and to whom.
public final class AdvicePolicy {
    /// Above this many times the mean of its kind a server is uneven.
    private static final double UNEVEN = 1.5;
    /// Fewer tenants are not worth moving.
    private static final int FEWEST = 10;

    private AdvicePolicy() {}

    public static List<Advice> advise(List<ServerLoad> servers) {
        List<Advice> advice = new ArrayList<>();
        for (ServerLoad server : servers) {
            List<ServerLoad> others = servers.stream()
                    .filter(other -> !other.server().equals(server.server()))
                    .filter(other -> !Collections.disjoint(other.providers(), server.providers()))
                    .toList();
            reason(server, others)
                    .ifPresent(why -> advice.add(new Advice(
                            server.server(),
                            target(others).map(ServerLoad::server).orElse(""),
                            tooMany(server, why, others),
                            why)));
        }
        advice.sort(Comparator.comparing(Advice::reason)
                .thenComparing(Comparator.comparing(Advice::tenants).reversed()));
        return advice;
    }

    private static Optional<Advice.Reason> reason(ServerLoad server, List<ServerLoad> others) {
        if (server.drains()) {
            return server.carrying() > 0 ? Optional.of(Advice.Reason.DRAINING) : Optional.empty();
        }
        if (server.carrying() > 0 && server.fails()) {
            return Optional.of(Advice.Reason.FAILING);
        }
        if (server.capacity() > 0 && server.tenants() > server.capacity()) {
            return Optional.of(Advice.Reason.OVER_CAPACITY);
        }
        boolean uneven = !others.isEmpty()
                && server.capacity() == 0
                && server.tenants() > UNEVEN * mean(server, others)
                && server.tenants() - Math.round(mean(server, others)) >= FEWEST;
        return uneven ? Optional.of(Advice.Reason.UNEVEN) : Optional.empty();
    }

    private static long tooMany(ServerLoad server, Advice.Reason why, List<ServerLoad> others) {
        return switch (why) {
            case DRAINING, FAILING -> server.carrying();
            case OVER_CAPACITY -> server.tenants() - server.capacity();
            case UNEVEN -> server.tenants() - Math.round(mean(server, others));
        };
    }

    private static double mean(ServerLoad server, List<ServerLoad> others) {
        long all = server.tenants()
                + others.stream().mapToLong(ServerLoad::tenants).sum();
        return (double) all / (others.size() + 1);
    }

    /// The one with the most room for its size that works.
    private static Optional<ServerLoad> target(List<ServerLoad> others) {
        return others.stream()
                .filter(other -> !other.drains() && !other.fails())
                .filter(other -> other.capacity() == 0 || other.tenants() < other.capacity())
                .min(Comparator.comparingDouble(AdvicePolicy::fullness).thenComparing(ServerLoad::tenants));
    }

    private static double fullness(ServerLoad server) {
        return server.capacity() == 0 ? 0 : (double) server.tenants() / server.capacity();
    }
}
