package dev.waypost.simulator.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.fault.ReceiptFault;
import dev.waypost.simulator.http.HttpAnswer;
import dev.waypost.simulator.http.Json;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// GOWA's calls that send something: what each needs, and what it answers.
final class GowaSends {
    private static final int LONGEST_NUMBER = 15;
    private static final Map<String, String> TYPES = Map.of(
            "message", "text",
            "image", "image",
            "video", "video",
            "audio", "audio",
            "file", "document",
            "sticker", "sticker",
            "contact", "contacts",
            "location", "location",
            "poll", "poll",
            "link", "text");
    private static final Set<String> FILES = Set.of("image", "video", "audio", "file", "sticker");

    private final GatewayMessages messages;

    GowaSends(GatewayMessages messages) {
        this.messages = messages;
    }

    /// Empty when there is no such call.
    Optional<HttpAnswer> answer(GatewaySession session, Incoming incoming, ReceiptFault receipts) {
        if (incoming.is("POST", "send", "*")) {
            String call = incoming.path().get(1);
            if (call.equals("chat-presence")) {
                return Optional.of(signal(session, incoming, new Needs(incoming.fields()).text("phone", "action")));
            }
            return Optional.ofNullable(TYPES.get(call)).map(type -> send(session, incoming, call, type, receipts));
        }
        if (incoming.is("POST", "message", "*", "read")) {
            return Optional.of(signal(session, incoming, new Needs(incoming.fields()).text("phone")));
        }
        if (incoming.is("POST", "message", "*", "reaction")) {
            Needs needs = new Needs(incoming.fields()).text("phone").anyText("emoji");
            return Optional.of(
                    checked(session, incoming, needs).orElseGet(() -> taken(session, incoming, "reaction", receipts)));
        }
        return Optional.empty();
    }

    private HttpAnswer send(
            GatewaySession session, Incoming incoming, String call, String type, ReceiptFault receipts) {
        Needs needs = new Needs(incoming.fields()).text("phone");
        switch (call) {
            case "message" -> needs.text("message");
            case "contact" -> needs.text("contact_name", "contact_phone");
            // Texts, as nowhere else.
            case "location" -> needs.text("latitude", "longitude");
            case "poll" -> needs.text("question").list("options").number("max_answer");
            case "link" -> needs.text("link");
            default -> {
                if (FILES.contains(call)) {
                    needs.oneOf(call, call + "_url");
                }
            }
        }
        return checked(session, incoming, needs).orElseGet(() -> taken(session, incoming, type, receipts));
    }

    private HttpAnswer signal(GatewaySession session, Incoming incoming, Needs needs) {
        return checked(session, incoming, needs)
                .orElseGet(() -> GowaFace.success("Success", Json.object().put("status", "success")));
    }

    private Optional<HttpAnswer> checked(GatewaySession session, Incoming incoming, Needs needs) {
        if (!needs.wrong().isEmpty()) {
            Needs.Wrong first = needs.wrong().getFirst();
            String what = first.missing() ? "cannot be blank." : "must be a " + first.kind() + ".";
            return Optional.of(GowaFace.coded("VALIDATION_ERROR", first.field() + ": " + what));
        }
        if (String.valueOf(incoming.recipient()).startsWith("0")) {
            return Optional.of(GowaFace.coded("VALIDATION_ERROR", "phone number must be in international format"));
        }
        return session.isWorking()
                ? Optional.empty()
                : Optional.of(GowaFace.coded(
                        "AUTHENTICATION_ERROR", "you are not connect to services server, please reconnect"));
    }

    private HttpAnswer taken(GatewaySession session, Incoming incoming, String type, ReceiptFault receipts) {
        ObjectNode body = incoming.fields();
        Sent sent = messages.accept(session, type, chat(String.valueOf(incoming.recipient())), body, null, receipts);
        String said = "Message sent to " + sent.chat() + " (server timestamp: " + sent.time() + ")";
        return GowaFace.success(said, Json.object().put("message_id", sent.id()).put("status", said));
    }

    /// As the real one guesses: many digits are a group, and nobody is told.
    private static String chat(String phone) {
        if (phone.contains("@")) {
            return phone;
        }
        return phone + (phone.length() <= LONGEST_NUMBER ? "@s.whatsapp.net" : "@g.us");
    }
}
