package dev.waypost.simulator.meta;

import dev.waypost.simulator.http.Digest;
import dev.waypost.simulator.http.HttpAnswer;
import dev.waypost.simulator.http.HttpRequest;
import dev.waypost.simulator.http.Json;
import dev.waypost.simulator.http.Multipart;
import java.util.Base64;
import java.util.Optional;

/// Upload, look-up, download and removal of media.
final class MediaFace {
    private final Media media;

    MediaFace(Media media) {
        this.media = media;
    }

    HttpAnswer upload(HttpRequest request, MetaAccount account) {
        Optional<Multipart.Part> file = Multipart.part(request, "file");
        if (file.isEmpty()) {
            return MetaError.parameter("The parameter file is required.").answer();
        }
        String id = media.add(
                account.accessToken(), file.get().contentType(), file.get().bytes());
        return HttpAnswer.json(200, Json.object().put("id", id));
    }

    /// @return nothing when there is no such file for this token
    Optional<HttpAnswer> node(HttpRequest request, String id, String token) {
        return media.find(id, token).map(item -> switch (request.method()) {
            case "GET" ->
                HttpAnswer.json(
                        200,
                        Json.object()
                                .put(
                                        "url",
                                        "http://" + request.header("Host").orElse("127.0.0.1") + "/meta/media/" + id)
                                .put("mime_type", item.contentType())
                                .put("sha256", Base64.getEncoder().encodeToString(Digest.sha256(item.bytes())))
                                .put("file_size", item.bytes().length)
                                .put("id", id)
                                .put("messaging_product", "whatsapp"));
            case "DELETE" -> HttpAnswer.json(200, Json.object().put("success", media.remove(item)));
            default -> MetaError.noObject(request.method(), id).answer();
        });
    }

    HttpAnswer download(String id, String token) {
        return media.find(id, token)
                .<HttpAnswer>map(item -> HttpAnswer.of(200, item.contentType(), item.bytes()))
                .orElseGet(() -> HttpAnswer.html(404, ""));
    }
}
