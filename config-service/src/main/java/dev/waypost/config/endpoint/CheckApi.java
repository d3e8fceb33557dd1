package dev.waypost.config.endpoint;

import com.google.protobuf.Duration;
import dev.waypost.config.change.Commits;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.settings.Secret;
import dev.waypost.proto.config.v1.ActivateEndpointRequest;
import dev.waypost.proto.config.v1.ActivateEndpointResponse;
import dev.waypost.proto.config.v1.CheckOutcome;
import dev.waypost.proto.config.v1.CheckStep;
import dev.waypost.proto.config.v1.CheckStepKind;
import dev.waypost.proto.config.v1.EndpointDraft;
import dev.waypost.proto.config.v1.TestEndpointRequest;
import dev.waypost.proto.config.v1.TestEndpointResponse;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.ProviderKind;
import io.grpc.Context;
import io.grpc.Deadline;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Checks of endpoints, and what depends on them, over gRPC.
@Singleton
final class CheckApi {
    /// What is left of the caller's time for the answer to get back.
    private static final java.time.Duration RESERVE = java.time.Duration.ofMillis(250);

    private final Endpoints endpoints;
    private final EndpointRoles roles;
    private final EndpointCheck check;
    private final CheckTargets targets;
    private final EndpointSettings settings;
    private final Commits commits;

    CheckApi(
            Endpoints endpoints,
            EndpointRoles roles,
            EndpointCheck check,
            CheckTargets targets,
            EndpointSettings settings,
            Commits commits) {
        this.endpoints = endpoints;
        this.roles = roles;
        this.check = check;
        this.targets = targets;
        this.settings = settings;
        this.commits = commits;
    }

    TestEndpointResponse test(TestEndpointRequest request) {
        long begun = System.nanoTime();
        Optional<StoredEndpoint> stored = stored(request);
        EndpointAccess access = request.hasDraft()
                ? targets.draft(draft(request.getDraft()), stored)
                : targets.saved(stored.orElseThrow());
        List<CheckedStep> steps =
                check.run(access, stored.map(StoredEndpoint::webhookUrl).orElse(""), budget());
        var answer = TestEndpointResponse.newBuilder()
                .setEndpointId(
                        request.hasDraft()
                                ? request.getEndpointId()
                                : stored.orElseThrow().id())
                .setPassed(steps.stream().noneMatch(CheckedStep::failed))
                .setLatency(duration(java.time.Duration.ofNanos(System.nanoTime() - begun)));
        steps.forEach(step -> answer.addSteps(step(step)));
        return answer.build();
    }

    /// Checks first and commits then: what the check saw is what becomes active, or nothing does.
    ActivateEndpointResponse activate(ActivateEndpointRequest request) {
        StoredEndpoint seen = endpoints.get(request.getTenantId(), request.getEndpointId());
        boolean checked = !request.getForce() && !seen.isUsable();
        List<CheckedStep> steps = checked ? check.run(targets.saved(seen), seen.webhookUrl(), budget()) : List.of();
        if (steps.stream().anyMatch(CheckedStep::failed)) {
            throw failed(request, steps);
        }
        return commits.commit(
                request.getTenantId(),
                request.getRequestId(),
                request,
                ActivateEndpointResponse.parser(),
                change -> ActivateEndpointResponse.newBuilder()
                        .setEndpoint(EndpointWireApi.write(roles.activate(
                                change,
                                request.getTenantId(),
                                request.getEndpointId(),
                                checked ? seen.revision() : 0,
                                request.getForce())))
                        .addAllSteps(steps.stream().map(CheckApi::step).toList())
                        .build());
    }

    /// Settings that would become a new endpoint belong to none; everything else has to be there.
    private Optional<StoredEndpoint> stored(TestEndpointRequest request) {
        if (!request.hasDraft() || !request.getEndpointId().isEmpty()) {
            return Optional.of(endpoints.get(request.getTenantId(), request.getEndpointId()));
        }
        return endpoints.list(request.getTenantId()).stream().findFirst();
    }

    private static Fault failed(ActivateEndpointRequest request, List<CheckedStep> steps) {
        Fault fault = Fault.of(Reason.ENDPOINT_CHECK_FAILED)
                .with("tenant_id", request.getTenantId())
                .with("endpoint_id", request.getEndpointId())
                .with("failed_steps", EndpointCheck.failed(steps));
        steps.stream()
                .filter(CheckedStep::failed)
                .forEach(step -> fault.with(step.kind().name().toLowerCase(Locale.ROOT), step.detail()));
        return fault;
    }

    private java.time.Duration budget() {
        Deadline deadline = Context.current().getDeadline();
        if (deadline == null) {
            return settings.checkTimeout();
        }
        var left = java.time.Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS))
                .minus(RESERVE);
        return left.compareTo(settings.checkTimeout()) < 0 ? left : settings.checkTimeout();
    }

    private static CheckTargets.Draft draft(EndpointDraft d) {
        return new CheckTargets.Draft(
                ProviderKind.valueOf(EndpointWireApi.provider(d.getProvider())),
                d.getApiUrl(),
                d.getApiVersion(),
                d.getPhoneNumberId(),
                d.getWabaId(),
                d.getSession(),
                Secret.of(d.getApiKey()));
    }

    private static CheckStep step(CheckedStep step) {
        return CheckStep.newBuilder()
                .setKind(CheckStepKind.valueOf("CHECK_STEP_KIND_" + step.kind()))
                .setOutcome(CheckOutcome.valueOf("CHECK_OUTCOME_" + step.outcome()))
                .setLatency(duration(step.latency()))
                .setDetail(step.detail())
                .build();
    }

    private static Duration duration(java.time.Duration value) {
        return Duration.newBuilder()
                .setSeconds(value.getSeconds())
                .setNanos(value.getNano())
                .build();
    }
}
