package dev.waypost.console.system;

import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.json.Json;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.InstantSource;
import java.util.Map;

/// The state of the whole installation in one answer.
@Controller("/admin")
@ExecuteOn(TaskExecutors.BLOCKING)
public final class SystemController {
    private final Edge edge;
    private final ServiceStates states;
    private final InstantSource clock;

    SystemController(Edge edge, ServiceStates states, InstantSource clock) {
        this.edge = edge;
        this.states = states;
        this.clock = clock;
    }

    @Get("/health")
    public HttpResponse<byte[]> health(HttpRequest<?> request) {
        return edge.answer(request, _ -> {
            Map<String, String> services = states.now();
            boolean all = services.values().stream().allMatch("healthy"::equals);
            Json body = Json.object()
                    .put("status", all ? "healthy" : "unhealthy")
                    .put("service", "waypost")
                    .put("services", services)
                    .put("timestamp", clock.instant().toString());
            return all ? Answer.ok(body) : Answer.unavailable(body);
        });
    }
}
