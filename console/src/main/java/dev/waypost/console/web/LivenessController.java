package dev.waypost.console.web;

import dev.waypost.console.json.Json;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;

/// What a load balancer may see without a key.
@Controller
public final class LivenessController {
    @Get("/health")
    public HttpResponse<byte[]> health() {
        return HttpResponse.ok(Json.bytes(Json.object().put("status", "healthy").put("service", "waypost-console")))
                .contentType(MediaType.APPLICATION_JSON_TYPE);
    }
}
