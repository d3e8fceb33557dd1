package dev.waypost.console.api;

import dev.waypost.console.json.Json;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/// The document of this API, for programs and for people. It holds no secret and needs no key.
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
public final class ApiController {
    private static final String FRESH = "no-cache";
    /// Nothing from elsewhere, no script at all.
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none';" + " frame-ancestors 'none'";

    private final ApiDocument document;
    private volatile @Nullable Written written;

    private record Written(String yaml, byte[] json, String page, String style) {}

    ApiController(ApiDocument document) {
        this.document = document;
    }

    @Get("/openapi.yaml")
    @Produces("application/yaml")
    public HttpResponse<String> yaml() {
        return HttpResponse.ok(written().yaml()).header(HttpHeaders.CACHE_CONTROL, FRESH);
    }

    @Get("/openapi.json")
    @Produces(MediaType.APPLICATION_JSON)
    public HttpResponse<byte[]> json() {
        return HttpResponse.ok(written().json()).header(HttpHeaders.CACHE_CONTROL, FRESH);
    }

    @Get("/docs")
    @Produces(MediaType.TEXT_HTML)
    public HttpResponse<String> page() {
        return HttpResponse.ok(written().page())
                .header("Content-Security-Policy", POLICY)
                .header(HttpHeaders.CACHE_CONTROL, FRESH);
    }

    @Get("/docs/style.css")
    @Produces("text/css")
    public HttpResponse<String> style() {
        return HttpResponse.ok(written().style()).header(HttpHeaders.CACHE_CONTROL, FRESH);
    }

    /// Written when it is first asked for: most consoles never are, and it costs a start some milliseconds.
    private Written written() {
        Written known = written;
        if (known == null) {
            DumperOptions block = new DumperOptions();
            block.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
            block.setDereferenceAliases(true);
            block.setSplitLines(false);
            known = new Written(
                    new Yaml(block).dump(document.write()),
                    Json.bytes(document.write()),
                    DocsPage.of(document.write()),
                    resource("/services/console/docs.css"));
            written = known;
        }
        return known;
    }

    private static String resource(String name) {
        try (InputStream in = ApiController.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
