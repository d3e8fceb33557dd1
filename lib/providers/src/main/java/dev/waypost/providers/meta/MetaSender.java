package dev.waypost.providers.meta;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.platform.http.HttpFailure;
import dev.waypost.providers.CauseKind;
import dev.waypost.providers.Content;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.Failures;
import dev.waypost.providers.HttpBody;
import dev.waypost.providers.MediaInside;
import dev.waypost.providers.MediaSource;
import dev.waypost.providers.MediaTypes;
import dev.waypost.providers.MediaUploader;
import dev.waypost.providers.MediaUploader.Uploaded;
import dev.waypost.providers.OutgoingMessage;
import dev.waypost.providers.Redaction;
import dev.waypost.providers.SendOutcome;
import dev.waypost.providers.Sender;
import java.time.Duration;

/// Sends through `POST /{version}/{phone-number-id}/messages`; a file that comes as bytes is uploaded first.
public final class MetaSender implements Sender {
    private final GuardedHttp http;
    private final MediaUploader uploader;

    public MetaSender(GuardedHttp http, MediaUploader uploader) {
        this.http = http;
        this.uploader = uploader;
    }

    @Override
    public SendOutcome send(EndpointAccess endpoint, OutgoingMessage message, Duration timeout) {
        long begun = System.nanoTime();
        try {
            Content content = MediaInside.replaced(
                    message.content(), media -> held(endpoint, media, timeout.minusNanos(System.nanoTime() - begun)));
            var uploaded = new OutgoingMessage(
                    message.messageId(), message.to(), content, message.replyTo(), message.callback());
            Duration left = timeout.minusNanos(System.nanoTime() - begun);
            return left.isPositive()
                    ? post(endpoint, uploaded, left)
                    : new SendOutcome.Retry(Duration.ZERO, "the upload took all the time", false);
        } catch (NotUploaded e) {
            return e.outcome;
        }
    }

    /// The way out of the middle of a content.
    private static final class NotUploaded extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient SendOutcome outcome;

        NotUploaded(SendOutcome outcome) {
            super(null, null, false, false);
            this.outcome = outcome;
        }
    }

    private Content.Media held(EndpointAccess endpoint, Content.Media media, Duration left) {
        if (!(media.source() instanceof MediaSource.Bytes bytes)) {
            return media;
        }
        var file =
                new MediaUploader.File(media.kind(), MediaTypes.of(media), MediaTypes.filename(media), bytes.bytes());
        return switch (uploader.upload(endpoint, file, left)) {
            case Uploaded.Failed failed -> throw new NotUploaded(failed.outcome());
            case Uploaded.Held held ->
                new Content.Media(
                        media.kind(),
                        new MediaSource.ProviderId(held.providerMediaId()),
                        media.caption(),
                        media.filename(),
                        media.mimeType(),
                        media.voice());
        };
    }

    private SendOutcome post(EndpointAccess endpoint, OutgoingMessage message, Duration timeout) {
        if (message.content() instanceof Content.Poll) {
            return new SendOutcome.Refused(
                    SendOutcome.Refusal.UNSUPPORTED, "CONTENT_UNSUPPORTED", "the Cloud API has no polls");
        }
        try {
            HttpBody body = new HttpBody("application/json", MetaJson.write(MetaBodies.body(message)));
            HttpAnswer answer = http.send(MetaCalls.onNumber(endpoint, "POST", "/messages", body, timeout));
            return Redaction.of(endpoint, message)
                    .clean(message.content().isSignal() ? signalled(answer) : outcome(answer));
        } catch (IllegalArgumentException incomplete) {
            return new SendOutcome.EndpointBroken(CauseKind.SETUP, String.valueOf(incomplete.getMessage()));
        } catch (HttpFailure failure) {
            return Failures.outcome(failure);
        }
    }

    private static SendOutcome signalled(HttpAnswer answer) {
        boolean taken = MetaJson.read(answer.body()).path("success").asBoolean(false)
                && MetaError.in(answer).isEmpty();
        return taken ? new SendOutcome.Accepted(null) : outcome(answer);
    }

    static SendOutcome outcome(HttpAnswer answer) {
        return MetaError.in(answer).map(MetaErrors::outcome).orElseGet(() -> withoutEnvelope(answer));
    }

    private static SendOutcome withoutEnvelope(HttpAnswer answer) {
        int status = answer.status();
        String cause = "HTTP " + status + " without a Graph error";
        Duration wait = MetaError.retryAfter(answer.headers()).orElse(Duration.ZERO);
        if (status >= 200 && status < 300) {
            JsonNode id = MetaJson.read(answer.body()).path("messages").path(0).path("id");
            return id.isTextual() && !id.asText().isEmpty()
                    ? new SendOutcome.Accepted(id.asText())
                    : new SendOutcome.Unknown("HTTP " + status + " without a message id");
        }
        return switch (status) {
            case 401 -> new SendOutcome.EndpointBroken(CauseKind.CREDENTIAL, cause);
            case 429 -> new SendOutcome.SlowDown(SendOutcome.Scope.NUMBER, wait, cause);
            case 400, 413, 422 -> new SendOutcome.Refused(SendOutcome.Refusal.CONTENT, "HTTP_" + status, cause);
            default ->
                // Not Meta's word but that of something in between, which may have passed it on before.
                status == 408 || status >= 500
                        ? new SendOutcome.Unknown(cause)
                        : new SendOutcome.EndpointBroken(CauseKind.TRANSPORT, cause);
        };
    }
}
