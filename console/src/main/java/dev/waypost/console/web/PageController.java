package dev.waypost.console.web;

import dev.waypost.console.json.Json;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// What a browser and a load balancer may see without a key.
@Controller
public final class PageController {
    private final String page;
    private final String policy;

    public PageController() {
        page = resource("/services/console/index.html");
        policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'sha256-"
                + digest(page.substring(page.indexOf("<style>") + "<style>".length(), page.indexOf("</style>"))) + "'";
    }

    @Get("/")
    @Produces(MediaType.TEXT_HTML)
    public HttpResponse<String> page() {
        return HttpResponse.ok(page)
                .header("Content-Security-Policy", policy)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer");
    }

    @Get("/health")
    public HttpResponse<byte[]> health() {
        return HttpResponse.ok(Json.bytes(Json.object().put("status", "healthy").put("service", "waypost-console")))
                .contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    private static String resource(String name) {
        try (InputStream in = PageController.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
