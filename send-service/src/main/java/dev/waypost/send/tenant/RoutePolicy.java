package dev.waypost.send.tenant;

import org.jspecify.annotations.Nullable;

/// Decides which endpoint carries a message, at the moment it is sent.
public final class RoutePolicy {
    private RoutePolicy() {}

    /// The endpoint, or why there is none.
    public sealed interface Route {
        /// Through this one, and why this one.
        record Through(SendingTenant.Candidate endpoint, String cause) implements Route {}

        /// None now; a change of configuration may bring one.
        record None(Why why) implements Route {}
    }

    /// Why no endpoint can carry the message.
    public enum Why {
        TENANT_SUSPENDED,
        TENANT_DELETED,
        ENDPOINT_NOT_FOUND,
        ENDPOINT_DISABLED
    }

    /// @param wish endpoint that the sender insists on
    /// @param conversation whom the message is for: in a pool, one conversation stays with one endpoint
    public static Route decide(SendingTenant tenant, @Nullable String wish, String conversation) {
        switch (tenant.state()) {
            case SUSPENDED -> {
                return new Route.None(Why.TENANT_SUSPENDED);
            }
            case DELETING -> {
                return new Route.None(Why.TENANT_DELETED);
            }
            case ACTIVE -> {}
        }
        if (wish != null) {
            return asked(tenant, wish);
        }
        SendingTenant.Candidate best = null;
        double bestScore = Double.NEGATIVE_INFINITY;
        int carriers = 0;
        for (SendingTenant.Candidate candidate : tenant.endpoints()) {
            if (!candidate.carriesTraffic()) {
                continue;
            }
            carriers++;
            if (candidate.isActive()) {
                double score = score(tenant.tenantId(), candidate, conversation);
                if (best == null || score > bestScore) {
                    best = candidate;
                    bestScore = score;
                }
            }
        }
        if (best == null) {
            return new Route.None(carriers == 0 ? Why.ENDPOINT_NOT_FOUND : Why.ENDPOINT_DISABLED);
        }
        return new Route.Through(best, carriers == 1 ? "the tenant's active endpoint" : "the conversation's share");
    }

    private static Route asked(SendingTenant tenant, String wish) {
        return tenant.endpoints().stream()
                .filter(candidate -> candidate.endpointId().equals(wish))
                .findFirst()
                .<Route>map(candidate -> candidate.isActive() && !candidate.isDraining()
                        ? new Route.Through(candidate, "asked for")
                        : new Route.None(Why.ENDPOINT_DISABLED))
                .orElseGet(() -> new Route.None(Why.ENDPOINT_NOT_FOUND));
    }

    /// Weighted rendezvous: every process chooses the same one, each gets its share, and one that comes or goes moves
    /// no conversation between the others.
    private static double score(String tenantId, SendingTenant.Candidate candidate, String conversation) {
        long hash = mixed(tenantId + '|' + candidate.endpointId() + '|' + conversation);
        // 53 bits and a half step: strictly between 0 and 1.
        double uniform = ((hash >>> 11) + 0.5) * 0x1.0p-53;
        return -candidate.weight() / Math.log(uniform);
    }

    /// FNV-1a over the characters, finished as SplitMix64 does so that near texts get far numbers.
    private static long mixed(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }
}
