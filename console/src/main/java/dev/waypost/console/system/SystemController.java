package dev.waypost.console.system;

import dev.waypost.console.alert.AlertShapes;
import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Peers;
import dev.waypost.console.json.Json;
import dev.waypost.console.metric.MetricJson;
import dev.waypost.proto.health.v1.AlertServiceGrpc;
import dev.waypost.proto.health.v1.AlertState;
import dev.waypost.proto.health.v1.EndpointHealth;
import dev.waypost.proto.health.v1.EndpointHealthServiceGrpc;
import dev.waypost.proto.health.v1.GetGlobalMetricsRequest;
import dev.waypost.proto.health.v1.ListAlertsRequest;
import dev.waypost.proto.health.v1.ListEndpointHealthRequest;
import dev.waypost.proto.health.v1.MetricsServiceGrpc;
import io.grpc.StatusRuntimeException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.opentelemetry.context.Context;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The state of the whole installation in one answer. What cannot be asked is left out and named; the answer comes
/// all the same.
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
public final class SystemController {
    private static final int MOST_SESSIONS = 500;
    private static final int MOST_ALERTS = 100;
    private static final long PATIENCE_SECONDS = 3;

    private final Edge edge;
    private final Peers peers;
    private final Processes processes;
    private final InstantSource clock;

    SystemController(Edge edge, Peers peers, Processes processes, InstantSource clock) {
        this.edge = edge;
        this.peers = peers;
        this.processes = processes;
        this.clock = clock;
    }

    @Get("/admin/health")
    public HttpResponse<byte[]> health(HttpRequest<?> request) {
        return edge.answer(request, in -> {
            Json body = system(in);
            return "unhealthy".equals(body.fields().get("status")) ? Answer.unavailable(body) : Answer.ok(body);
        });
    }

    private Json system(Incoming in) {
        List<Processes.Answered> answered = processes.ask();
        Map<String, String> services = SystemJson.services(answered);
        Json body = Json.object()
                .put("status", SystemJson.status(services))
                .put("service", "waypost")
                .put("services", services)
                .put("caller", SystemJson.caller(in.caller()))
                .put("timestamp", clock.instant().toString());
        // A key of some tenants sees whether the platform works, not what it is made of.
        if (in.caller().tenants().isEmpty()) {
            SystemJson.detail(body, answered);
        }
        return body;
    }

    /// Sessions by company, metrics, open alerts and the system: each as far as it can be had, and all asked for at
    /// once, because whoever hangs costs each question its patience.
    @Get("/api/whatsapp/health/metrics")
    public HttpResponse<byte[]> healthMetrics(HttpRequest<?> request) {
        return edge.answer(request, in -> {
            FutureTask<Object> sessions = asked(() -> sessions(in));
            FutureTask<Object> metrics = asked(() -> metrics(in));
            FutureTask<Object> alerts = asked(() -> alerts(in));
            var missing = new ArrayList<String>();
            Json system = system(in);
            Json body = Json.object()
                    .put("success", true)
                    .put("status", system.fields().get("status"))
                    .put("system", system)
                    .put("sessions", part("sessions", missing, sessions))
                    .put("metrics", part("metrics", missing, metrics))
                    .put("alerts", part("alerts", missing, alerts))
                    .put("missing", missing)
                    .put("timestamp", clock.instant().toString());
            return Answer.ok(body);
        });
    }

    private static FutureTask<Object> asked(Callable<Object> question) {
        var task = new FutureTask<>(question);
        Thread.ofVirtual().name("health-part").start(Context.current().wrap(task));
        return task;
    }

    private static @Nullable Object part(String name, List<String> missing, FutureTask<Object> part) {
        try {
            return part.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StatusRuntimeException) {
                missing.add(name);
                return null;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            missing.add(name);
            return null;
        }
    }

    private Object sessions(Incoming in) {
        Map<String, Map<String, Object>> companies = new LinkedHashMap<>();
        peers.health(in, EndpointHealthServiceGrpc::newBlockingStub)
                .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .listEndpointHealth(ListEndpointHealthRequest.newBuilder()
                        .setTenantId(own(in))
                        .setPageSize(MOST_SESSIONS)
                        .build())
                .getEndpointHealthList()
                .forEach(health -> companies
                        .computeIfAbsent(health.getTenantId(), _ -> new LinkedHashMap<>())
                        .put(health.getEndpointId(), status(health)));
        return companies;
    }

    private static String status(EndpointHealth health) {
        return health.getStatus().name().replace("HEALTH_STATUS_", "").toLowerCase(Locale.ROOT);
    }

    private Object metrics(Incoming in) {
        return MetricJson.global(peers.health(in, MetricsServiceGrpc::newBlockingStub)
                .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .getGlobalMetrics(GetGlobalMetricsRequest.getDefaultInstance())
                .getMetrics());
    }

    private Object alerts(Incoming in) {
        return peers
                .health(in, AlertServiceGrpc::newBlockingStub)
                .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .listAlerts(ListAlertsRequest.newBuilder()
                        .setTenantId(own(in))
                        .setPageSize(MOST_ALERTS)
                        .addStates(AlertState.ALERT_STATE_OPEN)
                        .addStates(AlertState.ALERT_STATE_ACKNOWLEDGED)
                        .build())
                .getAlertsList()
                .stream()
                .map(alert -> AlertShapes.ALERT.write(alert).fields())
                .toList();
    }

    /// A key of one tenant asks for that one.
    private static String own(Incoming in) {
        return in.caller().tenants().size() == 1
                ? in.caller().tenants().iterator().next()
                : "";
    }
}
