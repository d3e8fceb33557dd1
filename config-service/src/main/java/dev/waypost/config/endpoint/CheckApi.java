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
import dev.waypost.proto.config.v1.SetEndpointRequest;
import dev.waypost.proto.config.v1.SetEndpointResponse;
import dev.waypost.proto.config.v1.TestEndpointRequest;
import dev.waypost.proto.config.v1.TestEndpointResponse;
import dev.waypost.proto.config.v1.WatchEndpointTestRequest;
import dev.waypost.proto.config.v1.WatchEndpointTestResponse;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.ProviderKind;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

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
    private final ServerDrainsApi drains;

    CheckApi(
            Endpoints endpoints,
            EndpointRoles roles,
            EndpointCheck check,
            CheckTargets targets,
            EndpointSettings settings,
            Commits commits,
            ServerDrainsApi drains) {
        this.endpoints = endpoints;
        this.roles = roles;
        this.check = check;
        this.targets = targets;
        this.settings = settings;
        this.commits = commits;
        this.drains = drains;
    }

    TestEndpointResponse test(TestEndpointRequest request) {
        long begun = System.nanoTime();
        Optional<StoredEndpoint> stored = stored(request);
        EndpointAccess access = request.hasDraft()
                ? targets.draft(draft(request.getDraft()), stored)
                : targets.saved(stored.orElseThrow());
        List<CheckedStep> steps =
                check.run(access, stored.map(StoredEndpoint::webhookUrl).orElse(""), budget());
        String id = request.hasDraft()
                ? request.getEndpointId()
                : stored.orElseThrow().id();
        return found(id, steps, begun);
    }

    /// Tells each step when it is over. Whoever leaves ends the check at the next one.
    void watch(WatchEndpointTestRequest request, StreamObserver<WatchEndpointTestResponse> observer) {
        long begun = System.nanoTime();
        StoredEndpoint stored = endpoints.get(request.getTenantId(), request.getEndpointId());
        List<CheckedStep> steps = check.run(
                targets.saved(stored),
                stored.webhookUrl(),
                budget(),
                step -> observer.onNext(WatchEndpointTestResponse.newBuilder()
                        .setStep(step(step))
                        .build()));
        observer.onNext(WatchEndpointTestResponse.newBuilder()
                .setResult(found(stored.id(), steps, begun))
                .build());
        observer.onCompleted();
    }

    private static TestEndpointResponse found(String endpointId, List<CheckedStep> steps, long begun) {
        var answer = TestEndpointResponse.newBuilder()
                .setEndpointId(endpointId)
                .setPassed(steps.stream().noneMatch(CheckedStep::failed))
                .setLatency(duration(java.time.Duration.ofNanos(System.nanoTime() - begun)));
        steps.forEach(step -> answer.addSteps(step(step)));
        return answer.build();
    }

    /// Saves. What would come into use is checked first, once it is known that nothing else stands against it: what the
    /// check saw is what is saved, or nothing is.
    SetEndpointResponse set(SetEndpointRequest request) {
        NewEndpoint wanted = EndpointWireApi.read(request);
        String tenantId = request.getTenantId();
        Optional<SetEndpointResponse> answered =
                commits.answered(tenantId, request.getRequestId(), request, SetEndpointResponse.parser());
        if (answered.isPresent()) {
            return answered.get();
        }
        drains.check(tenantId, wanted.id(), wanted.apiUrl(), endpoints.known(tenantId));
        if (request.getForce() || !wanted.active()) {
            return commit(request, wanted, List.of(), outcome -> {});
        }
        Endpoints.Outcome seen = commits.rehearse(change -> endpoints.set(change, wanted));
        StoredEndpoint next = seen.endpoint();
        List<CheckedStep> steps =
                seen.bringsIntoUse() ? check.run(targets.saved(next), next.webhookUrl(), budget()) : List.of();
        if (steps.stream().anyMatch(CheckedStep::failed)) {
            throw failed(tenantId, next.id(), steps);
        }
        return commit(request, wanted, steps, outcome -> {
            if (revision(outcome) != revision(seen)) {
                throw Endpoints.conflict(outcome.endpoint().id(), revision(seen), revision(outcome));
            }
        });
    }

    private SetEndpointResponse commit(
            SetEndpointRequest request,
            NewEndpoint wanted,
            List<CheckedStep> steps,
            Consumer<Endpoints.Outcome> guard) {
        return commits.commit(
                request.getTenantId(), request.getRequestId(), request, SetEndpointResponse.parser(), change -> {
                    Endpoints.Outcome outcome = endpoints.set(change, wanted);
                    guard.accept(outcome);
                    return SetEndpointResponse.newBuilder()
                            .setEndpoint(EndpointWireApi.write(outcome.endpoint()))
                            .setCreated(outcome.created())
                            .addAllSteps(steps.stream().map(CheckApi::step).toList())
                            .build();
                });
    }

    /// The revision that it had before; 0 when it was not there.
    private static long revision(Endpoints.Outcome outcome) {
        return outcome.before() == null ? 0 : outcome.before().revision();
    }

    /// Checks first and commits then: what the check saw is what becomes active, or nothing does.
    ActivateEndpointResponse activate(ActivateEndpointRequest request) {
        StoredEndpoint seen = endpoints.get(request.getTenantId(), request.getEndpointId());
        boolean checked = !request.getForce() && !seen.isUsable();
        if (checked) {
            drains.check(request.getTenantId(), seen.apiUrl());
        }
        List<CheckedStep> steps = checked ? check.run(targets.saved(seen), seen.webhookUrl(), budget()) : List.of();
        if (steps.stream().anyMatch(CheckedStep::failed)) {
            throw failed(request.getTenantId(), request.getEndpointId(), steps);
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

    private static Fault failed(String tenantId, String endpointId, List<CheckedStep> steps) {
        Fault fault = Fault.of(Reason.ENDPOINT_CHECK_FAILED)
                .with("tenant_id", tenantId)
                .with("endpoint_id", endpointId)
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
