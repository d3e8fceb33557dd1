package dev.waypost.providers.evolution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.providers.AnswerJson;
import dev.waypost.providers.CauseKind;
import dev.waypost.providers.Content;
import dev.waypost.providers.SendOutcome;
import dev.waypost.providers.SendOutcome.Refusal;
import dev.waypost.providers.meta.MetaErrors;
import java.util.ArrayList;
import java.util.List;

/// What Evolution's answers mean for a message. A 201 says nothing by itself: only the key of the message does.
final class EvolutionErrors {
    private EvolutionErrors() {}

    static SendOutcome outcome(HttpAnswer answer, Content content) {
        JsonNode body = AnswerJson.read(answer);
        if (answer.isSuccess()) {
            return accepted(answer, body, content);
        }
        String code = "HTTP_" + answer.status();
        List<String> said = said(body);
        String first = said.isEmpty() ? "no reason given" : said.getFirst();
        if (disconnected(answer, body, said)) {
            return new SendOutcome.EndpointBroken(CauseKind.SESSION, "the instance is not connected to WhatsApp");
        }
        return switch (answer.status()) {
            case 401, 403 -> new SendOutcome.EndpointBroken(CauseKind.CREDENTIAL, "Evolution refuses the key");
            case 404 -> missing(body, first);
            case 400 -> refused(body, code, first);
            case 413, 422 -> new SendOutcome.Refused(Refusal.CONTENT, code, first);
            case 429 ->
                new SendOutcome.SlowDown(
                        SendOutcome.Scope.NUMBER, AnswerJson.retryAfter(answer), "Evolution: HTTP 429");
            default ->
                answer.status() == 408 || answer.status() >= 500
                        ? new SendOutcome.Unknown("Evolution: HTTP " + answer.status())
                        : new SendOutcome.EndpointBroken(CauseKind.TRANSPORT, "HTTP " + answer.status());
        };
    }

    private static SendOutcome accepted(HttpAnswer answer, JsonNode body, Content content) {
        String id = body.path("key").path("id").asText("");
        if (!id.isEmpty()) {
            return new SendOutcome.Accepted(id);
        }
        // What Meta refused comes as a success, with Meta's error for a body.
        if (body.path("code").canConvertToInt() && (body.has("fbtrace_id") || body.has("error_data"))) {
            return MetaErrors.relayed(answer.status(), body);
        }
        boolean plain = body.isObject() && !body.path("error").asBoolean(false);
        return content.isSignal() && plain
                ? new SendOutcome.Accepted(null)
                : new SendOutcome.Unknown("HTTP " + answer.status() + " without a message key");
    }

    /// Three ways to say that the socket to WhatsApp is gone, none of them with a status of its own.
    private static boolean disconnected(HttpAnswer answer, JsonNode body, List<String> said) {
        boolean boom = body.path("isBoom").asBoolean(false)
                && body.path("output").path("statusCode").asInt() == 428;
        boolean told = answer.status() == 500
                && said.stream().anyMatch(text -> text.contains("Connection Closed") || text.contains("'onWhatsApp'"));
        return boom || told || answer.status() == 428;
    }

    private static SendOutcome missing(JsonNode body, String said) {
        if (said.startsWith("Cannot ")) {
            return new SendOutcome.Refused(
                    Refusal.UNSUPPORTED, "HTTP_404", "this version of Evolution has no such call");
        }
        return body.isObject()
                ? new SendOutcome.EndpointBroken(CauseKind.SESSION, "there is no such instance")
                : new SendOutcome.EndpointBroken(CauseKind.TRANSPORT, "HTTP 404");
    }

    private static SendOutcome refused(JsonNode body, String code, String said) {
        JsonNode number = body.path("response").path("message").path(0);
        if (number.path("exists").isBoolean() && !number.path("exists").asBoolean()) {
            return new SendOutcome.Refused(Refusal.RECIPIENT, code, "the number is not on WhatsApp");
        }
        if (said.startsWith("Method not available")) {
            return new SendOutcome.Refused(Refusal.UNSUPPORTED, code, said);
        }
        return new SendOutcome.Refused(Refusal.CONTENT, code, said);
    }

    /// A text, a list of texts, or a list of lists of texts.
    private static List<String> said(JsonNode body) {
        var texts = new ArrayList<String>();
        collect(body.path("response").path("message"), texts);
        return texts;
    }

    private static void collect(JsonNode node, List<String> texts) {
        if (node.isTextual()) {
            texts.add(node.asText());
        } else if (node.isArray()) {
            node.forEach(each -> collect(each, texts));
        }
    }
}
