package dev.waypost.console.session;

import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Company;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Peers;
import dev.waypost.console.json.FieldNames;
import dev.waypost.platform.auth.Role;
import dev.waypost.proto.send.v1.GetPairingRequest;
import dev.waypost.proto.send.v1.GetSessionRequest;
import dev.waypost.proto.send.v1.LogoutSessionRequest;
import dev.waypost.proto.send.v1.Pairing;
import dev.waypost.proto.send.v1.Session;
import dev.waypost.proto.send.v1.SessionServiceGrpc;
import dev.waypost.proto.send.v1.SessionServiceGrpc.SessionServiceBlockingStub;
import dev.waypost.proto.send.v1.SessionState;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Starts, shows and ends tenants' log-ins. In single-tenant mode the path may leave the tenant out.
@Controller("/api/whatsapp/sessions")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class SessionController {
    private static final FieldNames NAMES = FieldNames.camelCase(Map.of("code.phone_number", "phoneNumber"));

    private final Edge edge;
    private final Peers peers;
    private final Company company;

    SessionController(Edge edge, Peers peers, Company company) {
        this.edge = edge;
        this.peers = peers;
        this.company = company;
    }

    @Post("/{tenantId}/initialize")
    public HttpResponse<byte[]> initialize(HttpRequest<byte[]> request, String tenantId) {
        return initialized(request, tenantId);
    }

    @Post("/initialize")
    public HttpResponse<byte[]> initializeOwn(HttpRequest<byte[]> request) {
        return initialized(request, null);
    }

    private HttpResponse<byte[]> initialized(HttpRequest<byte[]> request, @Nullable String tenantId) {
        return edge.answer(request, NAMES, in -> {
            Session session = sessions(in)
                    .startSession(SessionFields.read(in, () -> company.of(tenantId)))
                    .getSession();
            return Answer.ok(SessionJson.of(session, session.hasPairing() ? session.getPairing() : null));
        });
    }

    /// What is to be scanned stands in the answer for whoever may pair.
    @Get("/{tenantId}")
    public HttpResponse<byte[]> get(HttpRequest<?> request, String tenantId, @QueryValue @Nullable String endpointId) {
        return shown(request, tenantId, endpointId);
    }

    @Get
    public HttpResponse<byte[]> getOwn(HttpRequest<?> request, @QueryValue @Nullable String endpointId) {
        return shown(request, null, endpointId);
    }

    private HttpResponse<byte[]> shown(HttpRequest<?> request, @Nullable String tenantId, @Nullable String endpointId) {
        return edge.answer(request, NAMES, in -> {
            Session session = sessions(in)
                    .getSession(GetSessionRequest.newBuilder()
                            .setTenantId(company.of(tenantId))
                            .setEndpointId(endpointId == null ? "" : endpointId)
                            .build())
                    .getSession();
            return Answer.ok(SessionJson.of(session, pairing(in, session)));
        });
    }

    @Delete("/{tenantId}")
    public HttpResponse<byte[]> logout(
            HttpRequest<?> request, String tenantId, @QueryValue @Nullable String endpointId) {
        return loggedOut(request, tenantId, endpointId);
    }

    @Delete
    public HttpResponse<byte[]> logoutOwn(HttpRequest<?> request, @QueryValue @Nullable String endpointId) {
        return loggedOut(request, null, endpointId);
    }

    private HttpResponse<byte[]> loggedOut(
            HttpRequest<?> request, @Nullable String tenantId, @Nullable String endpointId) {
        return edge.answer(
                request,
                NAMES,
                in -> Answer.ok(SessionJson.of(
                        sessions(in)
                                .logoutSession(LogoutSessionRequest.newBuilder()
                                        .setTenantId(company.of(tenantId))
                                        .setEndpointId(endpointId == null ? "" : endpointId)
                                        .setRequestId(in.requestId())
                                        .build())
                                .getSession(),
                        null)));
    }

    private @Nullable Pairing pairing(Incoming in, Session session) {
        if (session.getState() != SessionState.SESSION_STATE_PAIRING
                || !in.caller().role().allows(Role.OPERATOR)) {
            return null;
        }
        var answer = sessions(in)
                .getPairing(GetPairingRequest.newBuilder()
                        .setTenantId(session.getTenantId())
                        .setEndpointId(session.getEndpointId())
                        .build());
        return answer.hasPairing() ? answer.getPairing() : null;
    }

    private SessionServiceBlockingStub sessions(Incoming in) {
        return peers.send(in, SessionServiceGrpc::newBlockingStub);
    }
}
