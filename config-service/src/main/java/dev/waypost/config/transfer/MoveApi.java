package dev.waypost.config.transfer;

import dev.waypost.config.change.Commits;
import dev.waypost.config.endpoint.EndpointReplacement;
import dev.waypost.config.endpoint.EndpointReplacement.Plan;
import dev.waypost.config.tenant.TenantRouting;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.id.Ids;
import dev.waypost.proto.config.v1.MoveTenantRequest;
import dev.waypost.proto.config.v1.MoveTenantResponse;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/// Moves of single tenants, over gRPC.
@Singleton
final class MoveApi {
    private static final Duration DRAIN = Duration.ofMinutes(5);

    private final EndpointReplacement replacement;
    private final TenantRouting routing;
    private final Transfers transfers;
    private final Commits commits;

    MoveApi(EndpointReplacement replacement, TenantRouting routing, Transfers transfers, Commits commits) {
        this.replacement = replacement;
        this.routing = routing;
        this.transfers = transfers;
        this.commits = commits;
    }

    MoveTenantResponse move(MoveTenantRequest request) {
        return commits.commit(
                request.getTenantId(), request.getRequestId(), request, MoveTenantResponse.parser(), change -> {
                    Transfer started = transfers.start(
                            change, TransferKind.MOVE, request.getTenantId(), spec(request), request.getApiKey());
                    return MoveTenantResponse.newBuilder()
                            .setOperation(TransferWireApi.write(started, List.of()))
                            .build();
                });
    }

    /// Asked once the request is known to be new: a repeated one is answered although the endpoint is there by now.
    private MoveSpec spec(MoveTenantRequest request) {
        String policy = routing.of(request.getTenantId());
        if (policy.equals("POOL")) {
            throw Fault.of(Reason.FIELD_INVALID)
                    .violation(
                            "tenant_id",
                            "value: a tenant with routing POOL (expected: SINGLE or STANDBY; in a pool SetEndpoint adds"
                                    + " the new one and DeactivateEndpoint ends the old one)");
        }
        Plan plan = replacement.plan(
                new Plan(
                        request.getTenantId(),
                        request.getFromEndpointId(),
                        request.getToEndpointId().isEmpty() ? Ids.next("ep") : request.getToEndpointId(),
                        request.getToApiUrl(),
                        request.getSession()),
                !request.getApiKey().isEmpty());
        Duration drain = request.hasDrain()
                ? Duration.ofSeconds(
                        request.getDrain().getSeconds(), request.getDrain().getNanos())
                : DRAIN;
        return new MoveSpec(plan, policy, drain.toMillis(), request.getCause(), request.getDryRun());
    }
}
