package dev.waypost.providers.gowa;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.providers.AnswerJson;
import dev.waypost.providers.CauseKind;
import dev.waypost.providers.Content;
import dev.waypost.providers.SendOutcome;
import dev.waypost.providers.SendOutcome.Refusal;
import java.time.Duration;

/// What GOWA's answers mean for a message: its own code word decides, and the status only where there is none.
final class GowaErrors {
    private GowaErrors() {}

    static SendOutcome outcome(HttpAnswer answer, Content content) {
        JsonNode body = AnswerJson.read(answer);
        String code = body.path("code").asText("");
        String said = body.path("message").asText("no reason given");
        return switch (code) {
            case "SUCCESS" -> accepted(body, content);
            // The same status as a wrong password has, and quite another matter.
            case "AUTHENTICATION_ERROR", "INVALID_WA_CLI" ->
                new SendOutcome.EndpointBroken(CauseKind.SESSION, "the device is not connected to WhatsApp");
            case "DEVICE_NOT_FOUND", "DEVICE_ID_REQUIRED" ->
                new SendOutcome.EndpointBroken(CauseKind.SESSION, "there is no such device");
            case "VALIDATION_ERROR", "BAD_REQUEST", "INVALID_REQUEST", "NOT_FOUND" ->
                new SendOutcome.Refused(Refusal.CONTENT, code, said);
            case "INVALID_JID" -> new SendOutcome.Refused(Refusal.RECIPIENT, code, "the number is not on WhatsApp");
            // Comes as a 429 and is no matter of speed.
            case "WA_REACHOUT_TIMELOCK" ->
                new SendOutcome.Refused(
                        Refusal.RESTRICTED, code, "WhatsApp lets this account not write to new people now");
            // The file did not reach WhatsApp, so no message with it did.
            case "UPLOAD_MEDIA_ERROR" -> new SendOutcome.Retry(Duration.ZERO, "GOWA: " + code, true);
            case "DEVICE_MANAGER_UNAVAILABLE" ->
                new SendOutcome.Retry(AnswerJson.retryAfter(answer), "GOWA: " + code, false);
            case "" -> withoutCode(answer);
            default -> unknownCode(answer, code);
        };
    }

    private static SendOutcome accepted(JsonNode body, Content content) {
        String id = body.path("results").path("message_id").asText("");
        if (!id.isEmpty() && !content.isSignal()) {
            return new SendOutcome.Accepted(id);
        }
        return content.isSignal() || content instanceof Content.Reaction
                ? new SendOutcome.Accepted(null)
                : new SendOutcome.Unknown("SUCCESS without a message id");
    }

    private static SendOutcome withoutCode(HttpAnswer answer) {
        String cause = "HTTP " + answer.status() + " without a code";
        return switch (answer.status()) {
            case 401, 403 -> new SendOutcome.EndpointBroken(CauseKind.CREDENTIAL, "GOWA refuses user and password");
            case 429 -> new SendOutcome.SlowDown(SendOutcome.Scope.NUMBER, AnswerJson.retryAfter(answer), cause);
            case 413 -> new SendOutcome.Refused(Refusal.CONTENT, "HTTP_413", "the file is too large for this server");
            default ->
                answer.isSuccess() || answer.status() == 408 || answer.status() >= 500
                        ? new SendOutcome.Unknown(cause)
                        : new SendOutcome.EndpointBroken(CauseKind.TRANSPORT, cause);
        };
    }

    /// `INTERNAL_SERVER_ERROR`, `GATEWAY_TIMEOUT` and the like, and words newer than this code.
    private static SendOutcome unknownCode(HttpAnswer answer, String code) {
        String word = AnswerJson.word(code);
        boolean surelyNotTaken = answer.status() >= 400 && answer.status() < 500 && answer.status() != 408;
        return surelyNotTaken
                ? new SendOutcome.Refused(Refusal.CONTENT, word, "GOWA: " + word)
                : new SendOutcome.Unknown("GOWA: " + word);
    }
}
