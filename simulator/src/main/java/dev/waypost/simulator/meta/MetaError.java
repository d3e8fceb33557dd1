package dev.waypost.simulator.meta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.http.HttpAnswer;
import dev.waypost.simulator.http.Json;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An error as the Graph API answers it.
record MetaError(
        int code,
        int status,
        String type,
        String message,
        @Nullable Integer subcode,
        @Nullable String details) {

    /// A code of the public table, with its usual title and HTTP status.
    static MetaError of(int code, @Nullable String details) {
        MetaErrorCode known = MetaErrorCode.of(code);
        return new MetaError(code, known.status(), "OAuthException", "(#" + code + ") " + known.title(), null, details);
    }

    /// A wrong parameter, told in the message itself.
    static MetaError parameter(String message) {
        return new MetaError(100, 400, "OAuthException", "(#100) " + message, null, null);
    }

    static MetaError noToken() {
        return new MetaError(
                104, 401, "OAuthException", "An access token is required to request this resource.", null, null);
    }

    static MetaError badToken() {
        return new MetaError(
                190, 401, "OAuthException", "Invalid OAuth access token - Cannot parse access token", null, null);
    }

    /// Absent, and present but foreign, are told alike.
    static MetaError noObject(String method, String id) {
        String verb = method.equals("GET") ? "get" : method.equals("DELETE") ? "delete" : "post";
        return new MetaError(
                100,
                400,
                "GraphMethodException",
                "Unsupported " + verb + " request. Object with ID '" + id + "' does not exist, cannot be loaded due to"
                        + " missing permissions, or does not support this operation. Please read the Graph API"
                        + " documentation at https://developers.facebook.com/docs/graph-api",
                33,
                null);
    }

    static MetaError noPath(String path) {
        return new MetaError(2500, 400, "OAuthException", "Unknown path components: " + path, null, null);
    }

    HttpAnswer.Sent answer() {
        ObjectNode error =
                Json.object().put("message", message).put("type", type).put("code", code);
        if (subcode != null) {
            error.put("error_subcode", subcode);
        }
        if (details != null) {
            error.putObject("error_data").put("messaging_product", "whatsapp").put("details", details);
        }
        error.put(
                "fbtrace_id",
                "A" + UUID.randomUUID().toString().replace("-", "").substring(0, 22));
        ObjectNode body = Json.object();
        body.set("error", error);
        HttpAnswer.Sent answer = HttpAnswer.json(status, body);
        return status == 401
                ? answer.with("WWW-Authenticate", "OAuth \"Facebook Platform\" \"invalid_token\"")
                : answer;
    }
}
