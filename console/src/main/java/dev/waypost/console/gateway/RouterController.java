package dev.waypost.console.gateway;

import static dev.waypost.console.gateway.GatewayShapes.LOCK;

import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Page;
import dev.waypost.console.edge.Peers;
import dev.waypost.console.json.Json;
import dev.waypost.platform.auth.Role;
import dev.waypost.proto.ingress.v1.GetUserLockRequest;
import dev.waypost.proto.ingress.v1.GetUserLockStatsRequest;
import dev.waypost.proto.ingress.v1.ListUserLocksRequest;
import dev.waypost.proto.ingress.v1.UnlockUserRequest;
import dev.waypost.proto.ingress.v1.UserLock;
import dev.waypost.proto.ingress.v1.UserLockServiceGrpc;
import dev.waypost.proto.ingress.v1.UserLockServiceGrpc.UserLockServiceBlockingStub;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.LinkedHashMap;
import java.util.Map;

/// Which user of a gateway talks to which tenant, in the words of the original router.
@Controller("/router")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class RouterController {
    private static final int MOST_MAPPINGS = 1000;

    private final Edge edge;
    private final Peers peers;

    RouterController(Edge edge, Peers peers) {
        this.edge = edge;
        this.peers = peers;
    }

    @Get("/user/{phone}")
    public HttpResponse<byte[]> user(HttpRequest<?> request, String phone) {
        return edge.answer(request, LOCK, in -> {
            UserLock lock = locks(in)
                    .getUserLock(in.query(LOCK, GetUserLockRequest.newBuilder().setUser(phone))
                            .build())
                    .getUserLock();
            return Answer.ok(Json.object()
                    .put("phone", lock.getUser())
                    .put("locked_to_tenant", id(lock.getTenantId()))
                    .put("status", "active_session"));
        });
    }

    /// The latest mappings stand in the answer as well, for whoever may see them.
    @Get("/stats")
    public HttpResponse<byte[]> stats(HttpRequest<?> request) {
        return edge.answer(request, LOCK, in -> {
            GetUserLockStatsRequest asked =
                    in.query(LOCK, GetUserLockStatsRequest.newBuilder()).build();
            var counts = locks(in).getUserLockStats(asked);
            Json answer = Json.object()
                    .put("total_locked_users", counts.getLockedUsers())
                    .put("unique_tenants", counts.getTenants());
            if (in.caller().role().allows(Role.TENANT_READ)) {
                answer.put("mappings", mappings(in, asked));
            }
            return Answer.ok(answer);
        });
    }

    /// Who is with whom, the latest first.
    @Get("/locks")
    public HttpResponse<byte[]> list(HttpRequest<?> request) {
        return edge.answer(request, LOCK, in -> {
            var answer = locks(in)
                    .listUserLocks(
                            in.query(LOCK, ListUserLocksRequest.newBuilder()).build());
            return Page.of(in, answer.getUserLocksList(), LOCK::write, answer.getNextPageToken());
        });
    }

    @Post("/unlock/{phone}")
    public HttpResponse<byte[]> unlock(HttpRequest<byte[]> request, String phone) {
        return edge.answer(request, LOCK, in -> {
            UserLock lock = locks(in)
                    .unlockUser(in.query(LOCK, UnlockUserRequest.newBuilder().setUser(phone))
                            .build())
                    .getUserLock();
            return Answer.ok(Json.object().put("status", "unlocked").put("phone", lock.getUser()));
        });
    }

    private Map<String, Object> mappings(Incoming in, GetUserLockStatsRequest asked) {
        Map<String, Object> mappings = new LinkedHashMap<>();
        var locks = locks(in)
                .listUserLocks(ListUserLocksRequest.newBuilder()
                        .setTenantId(asked.getTenantId())
                        .setGatewayId(asked.getGatewayId())
                        .setPageSize(MOST_MAPPINGS)
                        .build());
        // The same user of two gateways: the latest counts, and comes first.
        locks.getUserLocksList().forEach(lock -> mappings.putIfAbsent(lock.getUser(), id(lock.getTenantId())));
        return mappings;
    }

    /// Callers of the first hour know tenants by numbers.
    private static Object id(String tenantId) {
        return tenantId.matches("0|[1-9][0-9]{0,14}") ? (Object) Long.valueOf(tenantId) : tenantId;
    }

    private UserLockServiceBlockingStub locks(Incoming in) {
        return peers.ingress(in, UserLockServiceGrpc::newBlockingStub);
    }
}
