package dev.waypost.simulator.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.backend.Backends;
import dev.waypost.simulator.fault.FaultPlan;
import dev.waypost.simulator.fault.FaultPlanReader;
import dev.waypost.simulator.gateway.GatewayAccount;
import dev.waypost.simulator.gateway.GatewayAccount.Gateway;
import dev.waypost.simulator.gateway.GatewayMessages;
import dev.waypost.simulator.gateway.GatewaySession;
import dev.waypost.simulator.gateway.GatewaySessions;
import dev.waypost.simulator.http.BadInput;
import dev.waypost.simulator.http.Fields;
import dev.waypost.simulator.http.HttpAnswer;
import dev.waypost.simulator.http.HttpRequest;
import dev.waypost.simulator.http.Json;
import dev.waypost.simulator.ledger.Ledger;
import dev.waypost.simulator.meta.InboundMessages;
import dev.waypost.simulator.meta.Media;
import dev.waypost.simulator.meta.MetaAccount;
import dev.waypost.simulator.meta.MetaAccounts;
import dev.waypost.simulator.webhook.WebhookSender;
import java.util.List;
import java.util.Optional;

/// `/control`: how a test or a demo directs the fake world and looks at what happened in it.
public final class ControlFace {
    private static final int MOST_SHOWN = 10_000;

    private final MetaAccounts accounts;
    private final GatewaySessions gateways;
    private final GatewayMessages gatewayMessages;
    private final InboundMessages inbound;
    private final FaultPlan faults;
    private final Ledger ledger;
    private final Backends backends;
    private final WebhookSender webhooks;
    private final Media media;

    public ControlFace(
            MetaAccounts accounts,
            GatewaySessions gateways,
            GatewayMessages gatewayMessages,
            InboundMessages inbound,
            FaultPlan faults,
            Ledger ledger,
            Backends backends,
            WebhookSender webhooks,
            Media media) {
        this.accounts = accounts;
        this.gateways = gateways;
        this.gatewayMessages = gatewayMessages;
        this.inbound = inbound;
        this.faults = faults;
        this.ledger = ledger;
        this.backends = backends;
        this.webhooks = webhooks;
        this.media = media;
    }

    /// @param rest the path behind `/control/`
    public HttpAnswer answer(HttpRequest request, String rest) {
        return switch (rest) {
            case "accounts" -> only(request, "POST") ? register(request) : allowed(request, "POST");
            case "sessions" -> only(request, "POST") ? befall(request) : allowed(request, "POST");
            case "inbound" -> only(request, "POST") ? write(request) : allowed(request, "POST");
            case "faults" -> faults(request);
            case "ledger" -> only(request, "GET") ? ledger(request) : allowed(request, "GET");
            case "webhooks" -> only(request, "GET") ? ok(webhooks.show()) : allowed(request, "GET");
            case "backends" -> only(request, "GET") ? ok(backends.show()) : allowed(request, "GET");
            case "state" -> only(request, "DELETE") ? forget() : allowed(request, "DELETE");
            default ->
                rest.startsWith("backends/")
                        ? backend(request, rest.substring("backends/".length()))
                        : HttpAnswer.error(
                                404,
                                "path: \"" + request.path()
                                        + "\" (expected: /control/ and one of accounts, sessions, inbound, faults,"
                                        + " ledger, webhooks, backends, backends/{name}, state)");
        };
    }

    private HttpAnswer register(HttpRequest request) {
        Fields fields = new Fields(Json.parseObject(request.body()));
        Optional<Gateway> gateway = ProviderName.of(fields).gateway();
        if (gateway.isPresent()) {
            GatewayAccount session = GatewayOrder.read(gateway.get(), fields);
            boolean again = gateways.put(session);
            return HttpAnswer.json(
                    again ? 200 : 201,
                    Json.object()
                            .put("provider", session.gateway().name())
                            .put("session", session.session())
                            .put("replaced", again));
        }
        MetaAccount account = AccountOrder.read(fields);
        boolean replaced = accounts.put(account);
        return HttpAnswer.json(
                replaced ? 200 : 201,
                Json.object()
                        .put("provider", "META")
                        .put("phoneNumberId", account.phoneNumberId())
                        .put("displayPhoneNumber", account.displayPhoneNumber())
                        .put("replaced", replaced));
    }

    private HttpAnswer write(HttpRequest request) {
        Fields fields = new Fields(Json.parseObject(request.body()));
        Optional<Gateway> gateway = ProviderName.of(fields).gateway();
        if (gateway.isPresent()) {
            return write(GatewayInboundOrder.read(gateway.get(), fields));
        }
        InboundOrder order = InboundOrder.read(fields);
        MetaAccount account = accounts.find(order.phoneNumberId())
                .orElseThrow(() -> new BadInput("phoneNumberId: \"" + order.phoneNumberId()
                        + "\" (expected: the id of an account registered by POST /control/accounts)"));
        if (account.webhookUrl() == null) {
            throw new BadInput("phoneNumberId: \"" + order.phoneNumberId()
                    + "\" (expected: an account that was registered with a webhookUrl)");
        }
        return HttpAnswer.json(202, Json.object().put("id", inbound.write(account, order.inbound())));
    }

    private HttpAnswer write(GatewayInboundOrder order) {
        GatewaySession session = session(order.gateway(), order.session());
        if (!session.hasWebhook()) {
            throw new BadInput(
                    "session: \"" + order.session() + "\" (expected: a session that was registered with a webhookUrl)");
        }
        return HttpAnswer.json(202, Json.object().put("id", gatewayMessages.write(session, order.inbound())));
    }

    private HttpAnswer befall(HttpRequest request) {
        SessionOrder order = SessionOrder.read(new Fields(Json.parseObject(request.body())));
        GatewaySession session = session(order.gateway(), order.session());
        order.befall(session);
        gatewayMessages.statusChanged(session);
        return ok(Json.object().put("session", order.session()).put("status", session.status()));
    }

    private GatewaySession session(Gateway gateway, String name) {
        return gateways.find(gateway, name)
                .orElseThrow(() -> new BadInput("session: \"" + name
                        + "\" (expected: the name of a session registered by POST /control/accounts)"));
    }

    private HttpAnswer faults(HttpRequest request) {
        return switch (request.method()) {
            case "GET" -> ok(faults.show());
            case "PUT" -> {
                faults.replace(FaultPlanReader.read(Json.parseObject(request.body())));
                yield ok(faults.show());
            }
            case "DELETE" -> {
                faults.replace(List.of());
                yield ok(faults.show());
            }
            default -> allowed(request, "GET, PUT, DELETE");
        };
    }

    private HttpAnswer ledger(HttpRequest request) {
        return ok(ledger.show(new Ledger.Filter(
                number(request, "after", 0, Long.MAX_VALUE),
                (int) number(request, "limit", MOST_SHOWN, MOST_SHOWN),
                request.parameter("phoneNumberId"),
                request.parameter("to").map(PhoneNumber::digits),
                request.parameter("correlationId"))));
    }

    private HttpAnswer backend(HttpRequest request, String name) {
        if (!only(request, "GET")) {
            return allowed(request, "GET");
        }
        return ok(backends.show(name, number(request, "after", 0, Long.MAX_VALUE), (int)
                number(request, "limit", MOST_SHOWN, MOST_SHOWN)));
    }

    private HttpAnswer forget() {
        accounts.clear();
        gateways.clear();
        faults.replace(List.of());
        webhooks.clear();
        ledger.clear();
        backends.clear();
        media.clear();
        return ok(Json.object().put("forgotten", true));
    }

    private static long number(HttpRequest request, String name, long absent, long most) {
        String text = request.parameter(name).orElse(String.valueOf(absent));
        if (!text.matches("\\d{1,18}") || Long.parseLong(text) > most) {
            throw new BadInput(name + ": \"" + text + "\" (expected: a whole number from 0 to " + most + ")");
        }
        return Long.parseLong(text);
    }

    private static boolean only(HttpRequest request, String method) {
        return request.method().equals(method);
    }

    private static HttpAnswer allowed(HttpRequest request, String methods) {
        return HttpAnswer.methodNotAllowed(request, methods);
    }

    private static HttpAnswer ok(ObjectNode body) {
        return HttpAnswer.json(200, body);
    }
}
