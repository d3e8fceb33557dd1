package dev.waypost.console.web.signin;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/// The files that pages load: one style sheet, one mark, htmx and a little script of our own.
@Controller("/ui/assets")
public final class AssetController {
    private static final Map<String, String> FROM = Map.of(
            "console.css", "/services/console/web/console.css",
            "console.js", "/services/console/web/console.js",
            "mark.svg", "/services/console/web/mark.svg",
            "htmx.js", "/META-INF/resources/webjars/htmx.org/2.0.4/dist/htmx.min.js");

    private record Asset(byte[] bytes, String tag) {}

    private final Asset style = read("console.css");
    private final Asset script = read("console.js");
    private final Asset mark = read("mark.svg");
    private final Asset htmx = read("htmx.js");

    @Get("/console.css")
    public HttpResponse<?> style(HttpRequest<?> request) {
        return answer(request, style, "text/css; charset=utf-8");
    }

    @Get("/console.js")
    public HttpResponse<?> script(HttpRequest<?> request) {
        return answer(request, script, "text/javascript; charset=utf-8");
    }

    @Get("/mark.svg")
    public HttpResponse<?> mark(HttpRequest<?> request) {
        return answer(request, mark, "image/svg+xml");
    }

    @Get("/htmx.js")
    public HttpResponse<?> htmx(HttpRequest<?> request) {
        return answer(request, htmx, "text/javascript; charset=utf-8");
    }

    /// A browser asks each time whether it is still the same: an upgrade shows at once, and an answer is small.
    private static HttpResponse<?> answer(HttpRequest<?> request, Asset asset, String type) {
        boolean known = asset.tag().equals(request.getHeaders().get(HttpHeaders.IF_NONE_MATCH));
        return (known ? HttpResponse.notModified() : HttpResponse.ok(asset.bytes()))
                .contentType(MediaType.of(type))
                .header(HttpHeaders.ETAG, asset.tag())
                .header(HttpHeaders.CACHE_CONTROL, "no-cache");
    }

    private static Asset read(String name) {
        String from = FROM.getOrDefault(name, name);
        try (InputStream in = AssetController.class.getResourceAsStream(from)) {
            if (in == null) {
                throw new IllegalStateException(from + " is not on the class path");
            }
            byte[] bytes = in.readAllBytes();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new Asset(bytes, "\"" + HexFormat.of().formatHex(hash, 0, 12) + "\"");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
