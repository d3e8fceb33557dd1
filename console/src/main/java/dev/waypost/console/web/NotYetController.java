package dev.waypost.console.web;

import dev.waypost.console.edge.Edge;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/// Documented paths that this version does not answer yet: they say so, instead of looking misspelled.
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
public final class NotYetController {
    private final Edge edge;

    NotYetController(Edge edge) {
        this.edge = edge;
    }

    @Get(
            uris = {
                "/api/whatsapp/metrics/alerts",
                "/api/whatsapp/health/metrics",
                "/admin/system/cache/stats",
                "/admin/system/queue/stats"
            })
    public HttpResponse<byte[]> get(HttpRequest<?> request) {
        return notYet(request);
    }

    @Post("/admin/system/cache/clear")
    @Consumes(MediaType.ALL)
    public HttpResponse<byte[]> post(HttpRequest<?> request) {
        return notYet(request);
    }

    private HttpResponse<byte[]> notYet(HttpRequest<?> request) {
        return edge.answer(request, _ -> {
            throw Fault.of(Reason.NOT_IMPLEMENTED)
                    .detail(request.getMethodName() + " " + request.getPath()
                            + " is documented, and this version does not answer it yet.")
                    .with("path", request.getPath());
        });
    }
}
