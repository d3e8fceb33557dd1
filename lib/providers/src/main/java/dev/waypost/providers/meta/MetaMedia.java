package dev.waypost.providers.meta;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.platform.http.HttpFailure;
import dev.waypost.providers.CauseKind;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.Failures;
import dev.waypost.providers.HttpBody;
import dev.waypost.providers.MediaUploader;
import dev.waypost.providers.Multipart;
import dev.waypost.providers.Redaction;
import dev.waypost.providers.SendOutcome;
import java.time.Duration;

/// Uploads through `POST /{version}/{phone-number-id}/media`.
public final class MetaMedia implements MediaUploader {
    /// A day less than Meta keeps a file, so that none expires between our look and its use.
    private static final Duration LIVES = Duration.ofDays(29);

    private final GuardedHttp http;

    public MetaMedia(GuardedHttp http) {
        this.http = http;
    }

    @Override
    public Uploaded upload(EndpointAccess endpoint, File file, Duration timeout) {
        // Meta does not know the codecs parameter here, only the bare type.
        String type = file.mimeType().split(";", 2)[0].strip();
        HttpBody body = new Multipart()
                .field("messaging_product", "whatsapp")
                .field("type", type)
                .file("file", file.filename(), type, file.bytes())
                .done();
        try {
            HttpAnswer answer = http.send(MetaCalls.onNumber(endpoint, "POST", "/media", body, timeout));
            return uploaded(answer, Redaction.of(endpoint));
        } catch (IllegalArgumentException incomplete) {
            return new Uploaded.Failed(
                    new SendOutcome.EndpointBroken(CauseKind.SETUP, String.valueOf(incomplete.getMessage())));
        } catch (HttpFailure failure) {
            return new Uploaded.Failed(harmless(Failures.outcome(failure)));
        }
    }

    private static Uploaded uploaded(HttpAnswer answer, Redaction redaction) {
        JsonNode id = MetaJson.read(answer.body()).path("id");
        if (answer.isSuccess() && id.isTextual() && !id.asText().isEmpty()) {
            return new Uploaded.Held(id.asText(), LIVES);
        }
        return new Uploaded.Failed(harmless(redaction.clean(MetaSender.outcome(answer))));
    }

    /// An upload that may have happened sent nothing to anybody: it can be repeated.
    private static SendOutcome harmless(SendOutcome outcome) {
        return switch (outcome) {
            case SendOutcome.Unknown unknown ->
                new SendOutcome.Retry(Duration.ZERO, "upload: " + unknown.cause(), false);
            case SendOutcome.Accepted _ ->
                new SendOutcome.Retry(Duration.ZERO, "upload: an answer without an id", true);
            default -> outcome;
        };
    }
}
