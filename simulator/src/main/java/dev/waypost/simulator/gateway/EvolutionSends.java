package dev.waypost.simulator.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.fault.ReceiptFault;
import dev.waypost.simulator.http.HttpAnswer;
import dev.waypost.simulator.http.Json;
import java.util.Optional;

/// Evolution's calls that send something: what each needs, and what it answers.
final class EvolutionSends {
    private static final int LEAST_GROUP_DIGITS = 18;

    private final GatewayMessages messages;

    EvolutionSends(GatewayMessages messages) {
        this.messages = messages;
    }

    /// What a call needs, and what it is in the ledger.
    private record Call(String type, Needs needs) {}

    /// Empty when there is no such call.
    Optional<HttpAnswer> answer(GatewaySession session, Incoming incoming, ReceiptFault receipts) {
        if (!incoming.request().method().equals("POST")) {
            return Optional.empty();
        }
        return call(incoming).map(call -> taken(session, incoming, call, receipts));
    }

    private static Optional<Call> call(Incoming incoming) {
        ObjectNode body = incoming.fields();
        Needs needs = new Needs(body);
        return switch (incoming.path().get(0) + "/" + incoming.path().get(1)) {
            case "message/sendText" -> call("text", needs.text("number", "text"));
            case "message/sendMedia" ->
                call(body.path("mediatype").asText("document"), needs.text("number", "mediatype", "media"));
            case "message/sendWhatsAppAudio" -> call("audio", needs.text("number", "audio"));
            case "message/sendSticker" -> call("sticker", needs.text("number", "sticker"));
            case "message/sendLocation" ->
                call("location", needs.text("number", "name", "address").number("latitude", "longitude"));
            case "message/sendContact" -> {
                needs.text("number").list("contact");
                for (int i = 0; i < body.path("contact").size(); i++) {
                    needs.text("contact." + i + ".fullName", "contact." + i + ".phoneNumber");
                }
                yield call("contacts", needs);
            }
            case "message/sendReaction" ->
                call(
                        "reaction",
                        needs.text("key.id", "key.remoteJid").flag("key.fromMe").anyText("reaction"));
            case "message/sendPoll" ->
                call(
                        "poll",
                        needs.text("number", "name").number("selectableCount").list("values"));
            case "message/sendList" ->
                call(
                        "interactive",
                        needs.text("number", "title", "buttonText")
                                .anyText("footerText")
                                .list("sections"));
            case "message/sendButtons" ->
                call("interactive", needs.text("number").list("buttons"));
            case "message/sendTemplate" -> call("template", needs.text("number", "name", "language"));
            case "chat/markMessageAsRead" -> call("signal", needs.list("readMessages"));
            case "chat/sendPresence" ->
                call("signal", needs.text("number", "presence").number("delay"));
            default -> Optional.empty();
        };
    }

    private static Optional<Call> call(String type, Needs needs) {
        return Optional.of(new Call(type, needs));
    }

    private HttpAnswer taken(GatewaySession session, Incoming incoming, Call call, ReceiptFault receipts) {
        if (!call.needs().wrong().isEmpty()) {
            return complaint(call.needs());
        }
        if (!session.isWorking()) {
            return EvolutionFace.error(
                    500, "Internal Server Error", Json.object().textNode("Connection Closed"));
        }
        ObjectNode body = incoming.fields();
        if (call.type().equals("signal")) {
            return HttpAnswer.json(
                    201, Json.object().put("message", "Read messages").put("read", "success"));
        }
        String to = call.type().equals("reaction")
                ? body.at("/key/remoteJid").asText()
                : String.valueOf(incoming.recipient());
        Sent sent = messages.accept(session, call.type(), chat(to), body, null, receipts);
        ObjectNode answer = Json.object();
        answer.putObject("key").put("fromMe", true).put("id", sent.id()).put("remoteJid", sent.chat());
        answer.putObject("message").put("conversation", body.path("text").asText(""));
        return HttpAnswer.json(
                201,
                answer.put("messageType", "conversation")
                        // Rounded up, so that it can lie a second ahead.
                        .put("messageTimestamp", sent.time().getEpochSecond() + 1)
                        .put("source", "unknown")
                        .put("instanceId", EvolutionWords.instanceId(session))
                        .put("status", "PENDING"));
    }

    /// As the real one guesses: very many digits are a group.
    private static String chat(String number) {
        if (number.contains("@")) {
            return number;
        }
        String digits = number.replaceAll("[^0-9-]", "");
        boolean group = digits.length() >= LEAST_GROUP_DIGITS || (digits.contains("-") && digits.length() >= 24);
        return digits + (group ? "@g.us" : "@s.whatsapp.net");
    }

    /// Texts in a list in a list.
    static HttpAnswer complaint(Needs needs) {
        ArrayNode said = Json.array();
        for (Needs.Wrong wrong : needs.wrong()) {
            said.add(
                    wrong.missing()
                            ? "instance requires property \"" + wrong.field() + "\""
                            : "instance." + wrong.field() + " is not of a type(s) " + wrong.kind());
        }
        return EvolutionFace.error(400, "Bad Request", Json.array().add(said));
    }
}
