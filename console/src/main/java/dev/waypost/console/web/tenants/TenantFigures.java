package dev.waypost.console.web.tenants;

import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.edge.Peers;
import dev.waypost.console.web.frame.Figures;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.health.Statistics;
import dev.waypost.console.web.html.Html;
import dev.waypost.platform.auth.Role;
import dev.waypost.proto.config.v1.Tenant;
import dev.waypost.proto.config.v1.TenantPolicy;
import dev.waypost.proto.ingress.v1.GetQueueStatsRequest;
import dev.waypost.proto.ingress.v1.QueueServiceGrpc;
import dev.waypost.proto.ingress.v1.QueueStats;
import dev.waypost.proto.send.v1.ListHeldMessagesRequest;
import dev.waypost.proto.send.v1.MessageServiceGrpc;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What waits at a tenant. A service that does not answer leaves its figures out; the rest still stands.
@Singleton
final class TenantFigures {
    private static final int ENOUGH = 100;

    /// As the contract says of a policy that says nothing.
    private static final int DEFAULT_LIMIT = 100;

    private static final Duration DEFAULT_WINDOW = Duration.ofMinutes(1);

    private final Peers peers;
    private final Statistics statistics;

    TenantFigures(Peers peers, Statistics statistics) {
        this.peers = peers;
        this.statistics = statistics;
    }

    Html of(Visit visit, Tenant tenant) {
        String id = tenant.getTenantId();
        return Html.all(
                h(
                        "div.figures",
                        statistics.figures(visit, id),
                        limit(visit, tenant),
                        inbound(visit, id),
                        held(visit, id)),
                statistics.lines(visit, id));
    }

    private List<Html> limit(Visit visit, Tenant tenant) {
        TenantPolicy policy = tenant.getPolicy();
        int limit = policy.getRateLimit() == 0 ? DEFAULT_LIMIT : policy.getRateLimit();
        Duration window = policy.hasRateWindow() ? Words.duration(policy.getRateWindow()) : DEFAULT_WINDOW;
        return statistics.limit(visit, tenant.getTenantId(), limit, window);
    }

    private List<Html> inbound(Visit visit, String tenantId) {
        try {
            List<QueueStats> queues = peers.of("ingress", visit.caller(), QueueServiceGrpc::newBlockingStub)
                    .withDeadlineAfter(2, TimeUnit.SECONDS)
                    .getQueueStats(GetQueueStatsRequest.newBuilder()
                            .setTenantId(tenantId)
                            .build())
                    .getQueuesList();
            long waiting = queues.stream().mapToLong(QueueStats::getPending).sum();
            long dead = queues.stream().mapToLong(QueueStats::getDead).sum();
            String oldest = queues.stream()
                    .filter(QueueStats::hasOldestAge)
                    .map(queue -> Words.duration(queue.getOldestAge()))
                    .max(Duration::compareTo)
                    .map(age -> "oldest " + Words.length(age))
                    .orElse("none waits");
            Link undelivered = Link.to("inbound").with("tenant", tenantId);
            return List.of(
                    Figures.of("Deliveries waiting", Words.count(waiting), oldest, undelivered),
                    Figures.of(
                            "Deliveries given up",
                            Words.count(dead),
                            dead == 0 ? "nothing lost" : "redrive them",
                            undelivered));
        } catch (StatusRuntimeException e) {
            return List.of();
        }
    }

    private List<Html> held(Visit visit, String tenantId) {
        if (!visit.may(Role.TENANT_READ)) {
            return List.of();
        }
        try {
            var page = peers.of("send", visit.caller(), MessageServiceGrpc::newBlockingStub)
                    .withDeadlineAfter(2, TimeUnit.SECONDS)
                    .listHeldMessages(ListHeldMessagesRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setPageSize(ENOUGH)
                            .build());
            String count = page.getMessagesCount() + (page.getNextPageToken().isEmpty() ? "" : "+");
            return List.of(Figures.of(
                    "Messages held",
                    count,
                    page.getMessagesCount() == 0 ? "none to look at" : "release or discard",
                    Link.to("messages").with("tenant", tenantId).with("state", "HELD")));
        } catch (StatusRuntimeException e) {
            return List.of();
        }
    }
}
