package dev.waypost.console.endpoint;

import com.google.protobuf.Duration;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Peers;
import dev.waypost.console.json.Json;
import dev.waypost.proto.config.v1.CheckOutcome;
import dev.waypost.proto.config.v1.CheckStep;
import dev.waypost.proto.config.v1.TestEndpointRequest;
import dev.waypost.proto.config.v1.TestEndpointResponse;
import dev.waypost.proto.health.v1.CheckEndpointRequest;
import dev.waypost.proto.health.v1.EndpointHealthServiceGrpc;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What a test of an endpoint found, step by step, with its time.
@Singleton
final class EndpointTests {
    private static final int PROBE_SECONDS = 15;

    private final Peers peers;

    EndpointTests(Peers peers) {
        this.peers = peers;
    }

    Json of(Incoming in, TestEndpointRequest asked, TestEndpointResponse found) {
        Json json = Json.object()
                .put("tenantId", asked.getTenantId())
                .put("endpointId", found.getEndpointId())
                .put("passed", found.getPassed())
                .put("healthy", found.getPassed())
                .put("cause", cause(found.getStepsList()))
                .put("latencyMs", millis(found.getLatency()))
                .put("steps", steps(found.getStepsList()));
        return asked.hasDraft() ? json : probed(in, asked, found).into(json);
    }

    static List<Map<String, @Nullable Object>> steps(List<CheckStep> steps) {
        return steps.stream()
                .map(step -> Json.object()
                        .put("step", plain(step.getKind(), "CHECK_STEP_KIND_"))
                        .put("outcome", plain(step.getOutcome(), "CHECK_OUTCOME_"))
                        .put("latencyMs", millis(step.getLatency()))
                        .put("detail", step.getDetail())
                        .fields())
                .toList();
    }

    /// A test of what is saved is also a check that is remembered: whoever reads the endpoint next sees what was found.
    private HealthView probed(Incoming in, TestEndpointRequest asked, TestEndpointResponse found) {
        try {
            return HealthView.of(peers.health(in, EndpointHealthServiceGrpc::newBlockingStub)
                    .withDeadlineAfter(PROBE_SECONDS, TimeUnit.SECONDS)
                    .checkEndpoint(CheckEndpointRequest.newBuilder()
                            .setTenantId(asked.getTenantId())
                            .setEndpointId(found.getEndpointId())
                            .setRequestId(asked.getRequestId())
                            .build())
                    .getEndpointHealth());
        } catch (StatusRuntimeException e) {
            return HealthView.UNKNOWN;
        }
    }

    private static String cause(List<CheckStep> steps) {
        return steps.stream()
                .filter(step -> step.getOutcome() == CheckOutcome.CHECK_OUTCOME_FAILED)
                .map(step -> plain(step.getKind(), "CHECK_STEP_KIND_") + ": " + step.getDetail())
                .findFirst()
                .orElse("");
    }

    private static String plain(Enum<?> value, String prefix) {
        return value.name().replace(prefix, "").toLowerCase(Locale.ROOT);
    }

    private static long millis(Duration duration) {
        return duration.getSeconds() * 1000 + duration.getNanos() / 1_000_000;
    }
}
