package dev.waypost.simulator.gateway;

import dev.waypost.simulator.fault.AnswerFault;
import dev.waypost.simulator.fault.Fault;
import dev.waypost.simulator.fault.FaultGate;
import dev.waypost.simulator.fault.FaultPlan;
import dev.waypost.simulator.fault.FaultTarget;
import dev.waypost.simulator.fault.ReceiptFault;
import dev.waypost.simulator.gateway.GatewayAccount.Gateway;
import dev.waypost.simulator.http.HttpAnswer;
import dev.waypost.simulator.http.HttpRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/waha`, `/gowa` and `/evolution`: three gateways as their callers see them.
public final class GatewayFace {
    private static final List<String> CONTEXTS = List.of("instance", "webhook", "message", "chat");

    private final GatewaySessions sessions;
    private final FaultPlan faults;
    private final GatewayMessages messages;
    private final WahaFace waha;
    private final GowaFace gowa;
    private final EvolutionFace evolution;

    public GatewayFace(GatewaySessions sessions, FaultPlan faults, GatewayMessages messages) {
        this.sessions = sessions;
        this.faults = faults;
        this.messages = messages;
        this.waha = new WahaFace(sessions, messages);
        this.gowa = new GowaFace(sessions, messages);
        this.evolution = new EvolutionFace(sessions, messages);
    }

    /// @param rest the path behind `/waha/` and so on
    public HttpAnswer answer(Gateway gateway, HttpRequest request, String rest) throws InterruptedException {
        Incoming incoming = Incoming.of(request, rest);
        String named = session(gateway, incoming);
        Fault fault = faults.take(FaultTarget.gateway(request.method(), request.path(), named, digits(incoming)));
        strike(gateway, named, fault.answer());
        return FaultGate.pass(
                fault.answer(),
                () -> real(gateway, incoming, fault.receipts()),
                code -> coded(gateway, incoming, code, fault.answer()));
    }

    private HttpAnswer real(Gateway gateway, Incoming incoming, ReceiptFault receipts) {
        return switch (gateway) {
            case WAHA -> waha.answer(incoming, receipts);
            case GOWA -> gowa.answer(incoming, receipts);
            case EVOLUTION -> evolution.answer(incoming, receipts);
        };
    }

    private static HttpAnswer.Sent coded(Gateway gateway, Incoming incoming, int code, AnswerFault fault) {
        String word = fault.word();
        String said = fault.details() == null ? "as planned" : fault.details();
        return switch (gateway) {
            case WAHA -> WahaFace.coded(incoming, code);
            case GOWA -> GowaFace.coded(word == null ? "INTERNAL_SERVER_ERROR" : word, said);
            case EVOLUTION -> EvolutionFace.coded(code);
        };
    }

    /// What befalls the session itself happens before the request is looked at.
    private void strike(Gateway gateway, @Nullable String named, AnswerFault fault) {
        if (named == null || !(fault.loseSession() || fault.expireQr())) {
            return;
        }
        sessions.find(gateway, named).ifPresent(session -> {
            if (fault.expireQr()) {
                session.expireCode();
            }
            if (fault.loseSession()) {
                session.lose();
                messages.statusChanged(session);
            }
        });
    }

    private static @Nullable String session(Gateway gateway, Incoming incoming) {
        List<String> path = incoming.path();
        return switch (gateway) {
            case WAHA -> {
                if (path.size() > 2 && path.get(1).equals("sessions")) {
                    yield path.get(2);
                }
                yield path.size() > 2
                        ? path.get(1)
                        : incoming.fields().path("session").asText(null);
            }
            case GOWA -> path.size() > 1 && path.getFirst().equals("devices") ? path.get(1) : GowaFace.device(incoming);
            case EVOLUTION -> path.size() == 3 && CONTEXTS.contains(path.getFirst()) ? path.get(2) : null;
        };
    }

    private static @Nullable String digits(Incoming incoming) {
        String recipient = incoming.recipient();
        return recipient == null ? null : recipient.replaceAll("@.*", "");
    }
}
