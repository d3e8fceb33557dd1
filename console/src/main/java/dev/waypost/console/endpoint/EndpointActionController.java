package dev.waypost.console.endpoint;

import static dev.waypost.console.endpoint.EndpointShapes.ACTION;
import static dev.waypost.console.endpoint.EndpointShapes.SWITCH;
import static dev.waypost.console.endpoint.EndpointShapes.TEST;

import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Peers;
import dev.waypost.console.json.Json;
import dev.waypost.proto.config.v1.ActivateEndpointRequest;
import dev.waypost.proto.config.v1.DeactivateEndpointRequest;
import dev.waypost.proto.config.v1.Endpoint;
import dev.waypost.proto.config.v1.EndpointServiceGrpc;
import dev.waypost.proto.config.v1.EndpointServiceGrpc.EndpointServiceBlockingStub;
import dev.waypost.proto.config.v1.GetEndpointRequest;
import dev.waypost.proto.config.v1.Provider;
import dev.waypost.proto.config.v1.RevokeCredentialRequest;
import dev.waypost.proto.config.v1.RotateCredentialRequest;
import dev.waypost.proto.config.v1.SwitchEndpointRequest;
import dev.waypost.proto.config.v1.TestEndpointRequest;
import dev.waypost.proto.config.v1.TestEndpointResponse;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.concurrent.TimeUnit;

/// What is done to a tenant's endpoints, beside writing them.
@Controller("/api/whatsapp/endpoints/{tenantId}")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class EndpointActionController {
    /// A check calls the provider, step by step.
    private static final int CHECK_SECONDS = 30;

    private final Edge edge;
    private final Peers peers;
    private final EndpointViews views;
    private final EndpointTests tests;

    EndpointActionController(Edge edge, Peers peers, EndpointViews views, EndpointTests tests) {
        this.edge = edge;
        this.peers = peers;
        this.views = views;
        this.tests = tests;
    }

    @Post("/test")
    public HttpResponse<byte[]> test(HttpRequest<byte[]> request, String tenantId) {
        return edge.answer(request, TEST, in -> {
            TestEndpointRequest asked = in.read(
                            TEST, TestEndpointRequest.newBuilder().setTenantId(tenantId), (test, fields) -> {
                                if (test.hasDraft() && !fields.has("provider")) {
                                    Provider provider = EndpointController.providerOf(
                                            test.getDraft().getPhoneNumberId());
                                    test.getDraftBuilder().setProvider(provider);
                                }
                            })
                    .build();
            TestEndpointResponse found = endpoints(in)
                    .withDeadlineAfter(CHECK_SECONDS, TimeUnit.SECONDS)
                    .testEndpoint(asked);
            return Answer.ok(tests.of(in, asked, found));
        });
    }

    @Post("/switch")
    public HttpResponse<byte[]> switchOver(HttpRequest<byte[]> request, String tenantId) {
        return edge.answer(request, SWITCH, in -> {
            var asked = in.read(SWITCH, SwitchEndpointRequest.newBuilder().setTenantId(tenantId), (change, fields) -> {
                long revision = fields.whole("tenantRevision").orElse(0);
                change.setExpectedRevision(revision);
                if (revision == 0) {
                    // Whoever names none means the tenant as it is now; a change in between still conflicts.
                    Endpoint active = active(in, tenantId);
                    change.setExpectedRevision(active.getTenantRevision());
                    if (change.getFromEndpointId().isEmpty()) {
                        change.setFromEndpointId(active.getEndpointId());
                    }
                }
            });
            var answer = endpoints(in).switchEndpoint(asked.build());
            return Answer.ok(Json.object()
                    .put("active", views.of(answer.getActive()))
                    .put("previous", answer.hasPrevious() ? views.of(answer.getPrevious()) : null));
        });
    }

    @Post("/activate")
    public HttpResponse<byte[]> activate(HttpRequest<byte[]> request, String tenantId) {
        return edge.answer(request, ACTION, in -> {
            var asked =
                    in.read(ACTION, ActivateEndpointRequest.newBuilder().setTenantId(tenantId), (change, fields) -> {
                        if (!fields.has("endpointId")) {
                            change.setEndpointId(active(in, tenantId).getEndpointId());
                        }
                    });
            var answer = endpoints(in)
                    .withDeadlineAfter(CHECK_SECONDS, TimeUnit.SECONDS)
                    .activateEndpoint(asked.build());
            return Answer.ok(views.of(answer.getEndpoint()).put("steps", EndpointTests.steps(answer.getStepsList())));
        });
    }

    @Post("/deactivate")
    public HttpResponse<byte[]> deactivate(HttpRequest<byte[]> request, String tenantId) {
        return edge.answer(request, ACTION, in -> {
            var asked =
                    in.read(ACTION, DeactivateEndpointRequest.newBuilder().setTenantId(tenantId), (change, fields) -> {
                        if (!fields.has("endpointId")) {
                            change.setEndpointId(active(in, tenantId).getEndpointId());
                        }
                    });
            return Answer.ok(
                    views.of(endpoints(in).deactivateEndpoint(asked.build()).getEndpoint()));
        });
    }

    @Post("/rotate")
    public HttpResponse<byte[]> rotate(HttpRequest<byte[]> request, String tenantId) {
        return edge.answer(request, ACTION, in -> {
            var asked = in.read(ACTION, RotateCredentialRequest.newBuilder().setTenantId(tenantId));
            var answer = endpoints(in).rotateCredential(asked.build());
            // Shown this once, and only when it was made here.
            return Answer.ok(views.of(answer.getEndpoint()).put("generatedSecret", answer.getGeneratedSecret()));
        });
    }

    @Post("/revoke")
    public HttpResponse<byte[]> revoke(HttpRequest<byte[]> request, String tenantId) {
        return edge.answer(request, ACTION, in -> {
            var asked = in.read(ACTION, RevokeCredentialRequest.newBuilder().setTenantId(tenantId));
            return Answer.ok(
                    views.of(endpoints(in).revokeCredential(asked.build()).getEndpoint()));
        });
    }

    private Endpoint active(Incoming in, String tenantId) {
        return endpoints(in)
                .getEndpoint(
                        GetEndpointRequest.newBuilder().setTenantId(tenantId).build())
                .getEndpoint();
    }

    private EndpointServiceBlockingStub endpoints(Incoming in) {
        return peers.config(in, EndpointServiceGrpc::newBlockingStub);
    }
}
