package dev.waypost.simulator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.fault.ReceiptFault;
import dev.waypost.simulator.http.HttpAnswer;
import dev.waypost.simulator.http.Json;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// WAHA's calls that send something: what each needs, and what it answers.
final class WahaSends {
    /// The ledger's type of each call; a signal leaves no message behind.
    private static final Map<String, String> CALLS = Map.ofEntries(
            Map.entry("sendText", "text"),
            Map.entry("sendImage", "image"),
            Map.entry("sendVideo", "video"),
            Map.entry("sendVoice", "audio"),
            Map.entry("sendFile", "document"),
            Map.entry("sendLocation", "location"),
            Map.entry("sendContactVcard", "contacts"),
            Map.entry("sendPoll", "poll"),
            Map.entry("sendList", "interactive"),
            Map.entry("reaction", "reaction"),
            Map.entry("sendSeen", "signal"),
            Map.entry("startTyping", "signal"),
            Map.entry("stopTyping", "signal"));
    private static final Set<String> TAKES_ID = Set.of("sendText", "sendLocation", "sendContactVcard", "sendPoll");

    private final GatewayMessages messages;

    WahaSends(GatewayMessages messages) {
        this.messages = messages;
    }

    boolean knows(Incoming incoming) {
        if (incoming.path().size() != 2 || !CALLS.containsKey(incoming.path().get(1))) {
            return false;
        }
        return incoming.request().method().equals(call(incoming).equals("reaction") ? "PUT" : "POST");
    }

    private static String call(Incoming incoming) {
        return incoming.path().get(1);
    }

    /// The complaints of the real one's validation; empty when there are none.
    ArrayNode wrong(Incoming incoming) {
        Needs needs = new Needs(incoming.fields());
        String call = call(incoming);
        if (!call.equals("reaction")) {
            needs.text("chatId");
        }
        switch (call) {
            case "sendText" -> needs.text("text");
            case "sendImage", "sendFile" -> file(needs);
            case "sendVoice", "sendVideo" -> file(needs).flag("convert");
            case "sendLocation" -> needs.number("latitude", "longitude").anyText("title");
            case "sendContactVcard" -> {
                needs.list("contacts");
                for (int i = 0; i < incoming.fields().path("contacts").size(); i++) {
                    needs.text("contacts." + i + ".vcard");
                }
            }
            case "sendPoll" -> needs.text("poll.name").list("poll.options").flag("poll.multipleAnswers");
            case "sendList" ->
                needs.text("message.button")
                        .anyText("message.title", "message.description")
                        .list("message.sections");
            case "reaction" -> needs.text("messageId").anyText("reaction");
            default -> {}
        }
        ArrayNode complaints = Json.array();
        needs.wrong().forEach(wrong -> complaints.add(wrong.field() + " must be a " + wrong.kind()));
        String chat = incoming.fields().path("chatId").asText("");
        if (!chat.isEmpty() && !chat.matches("[0-9-]+@(c\\.us|g\\.us|lid|newsletter)")) {
            complaints.add("chatId must end with @c.us, @g.us, @lid or @newsletter");
        }
        return complaints;
    }

    private static Needs file(Needs needs) {
        return needs.object("file").text("file.mimetype").oneOf("file.url", "file.data");
    }

    HttpAnswer answer(GatewaySession session, Incoming incoming, ReceiptFault receipts) {
        String call = call(incoming);
        String type = CALLS.getOrDefault(call, "");
        ObjectNode body = incoming.fields();
        if (type.equals("signal")) {
            return HttpAnswer.json(201, Json.object());
        }
        String chosen =
                TAKES_ID.contains(call) && takesId(session) ? body.path("id").asText(null) : null;
        String chat = call.equals("reaction")
                ? chatOf(body.path("messageId").asText())
                : body.path("chatId").asText();
        Sent sent = messages.accept(session, type, chat.replace("@c.us", "@s.whatsapp.net"), body, chosen, receipts);
        return HttpAnswer.json(call.equals("reaction") ? 200 : 201, shown(session, sent, body));
    }

    private static boolean takesId(GatewaySession session) {
        return !session.account().engine().equals("WEBJS");
    }

    private static String chatOf(String messageId) {
        String[] parts = messageId.split("_");
        return parts.length > 2 ? parts[1] : "0@c.us";
    }

    /// Each engine answers in a shape of its own.
    private static JsonNode shown(GatewaySession session, Sent sent, ObjectNode body) {
        String own = WahaWords.ownId(sent);
        String chat = own.split("_")[1];
        @Nullable String text = body.path("text").asText(null);
        return switch (session.account().engine()) {
            case "NOWEB" -> {
                ObjectNode answer = Json.object();
                answer.putObject("key")
                        .put("remoteJid", sent.chat())
                        .put("fromMe", true)
                        .put("id", sent.id());
                answer.putObject("message").putObject("extendedTextMessage").put("text", text);
                yield answer.put("messageTimestamp", String.valueOf(sent.time().getEpochSecond()))
                        .put("status", "PENDING");
            }
            case "WEBJS" -> {
                ObjectNode answer = Json.object();
                answer.putObject("_data");
                answer.putObject("id")
                        .put("fromMe", true)
                        .put("remote", chat)
                        .put("id", sent.id())
                        .put("_serialized", own);
                yield answer.put("ack", 0)
                        .put("body", text)
                        .put("timestamp", sent.time().getEpochSecond());
            }
            default -> {
                ObjectNode answer = Json.object()
                        .put("id", own)
                        .put("timestamp", sent.time().getEpochSecond())
                        .put("from", session.account().number() + "@c.us")
                        .put("fromMe", true)
                        .put("source", "api")
                        .put("to", chat)
                        .putNull("participant")
                        .put("body", text == null ? "" : text)
                        .put("hasMedia", body.has("file"))
                        .put("ack", 0)
                        .put("ackName", "PENDING");
                answer.putArray("vCards");
                answer.putObject("_data");
                yield answer;
            }
        };
    }
}
