package dev.waypost.simulator;

import dev.waypost.simulator.backend.BackendFace;
import dev.waypost.simulator.backend.Backends;
import dev.waypost.simulator.control.ControlFace;
import dev.waypost.simulator.fault.FaultPlan;
import dev.waypost.simulator.gateway.GatewayAccount.Gateway;
import dev.waypost.simulator.gateway.GatewayFace;
import dev.waypost.simulator.gateway.GatewayMessages;
import dev.waypost.simulator.gateway.GatewaySessions;
import dev.waypost.simulator.gateway.GatewayWebhooks;
import dev.waypost.simulator.http.HttpAnswer;
import dev.waypost.simulator.http.HttpListener;
import dev.waypost.simulator.http.HttpRequest;
import dev.waypost.simulator.http.Json;
import dev.waypost.simulator.ledger.Ledger;
import dev.waypost.simulator.meta.InboundMessages;
import dev.waypost.simulator.meta.Media;
import dev.waypost.simulator.meta.MetaAccounts;
import dev.waypost.simulator.meta.MetaFace;
import dev.waypost.simulator.meta.MetaSubscriber;
import dev.waypost.simulator.webhook.WebhookSender;
import java.io.IOException;

/// A running simulator: every face on one port.
public final class Simulator implements AutoCloseable {
    private final MetaFace meta;
    private final GatewayFace gateways;
    private final BackendFace backend;
    private final ControlFace control;
    private final WebhookSender webhooks;
    private final HttpListener listener;

    private Simulator(int port, SimulatorSettings settings) throws IOException {
        MetaAccounts accounts = new MetaAccounts();
        GatewaySessions sessions = new GatewaySessions(settings.clock());
        FaultPlan faults = new FaultPlan();
        Ledger ledger = new Ledger();
        Backends backends = new Backends(settings.clock());
        Media media = new Media(settings.random());
        webhooks = new WebhookSender(settings.webhooks());
        var subscribers =
                new MetaSubscriber.Directory(accounts, settings.webhooks(), settings.clock(), settings.random());
        InboundMessages inbound = new InboundMessages(webhooks, subscribers, settings.clock(), settings.random());
        GatewayMessages messages = new GatewayMessages(
                ledger,
                new GatewayWebhooks(sessions, webhooks, settings.webhooks(), settings.clock()),
                settings.clock(),
                settings.random());
        meta = new MetaFace(
                accounts,
                faults,
                ledger,
                media,
                webhooks,
                subscribers,
                settings.webhooks().gap(),
                settings.clock(),
                settings.random());
        gateways = new GatewayFace(sessions, faults, messages);
        backend = new BackendFace(backends, faults);
        control = new ControlFace(accounts, sessions, messages, inbound, faults, ledger, backends, webhooks, media);
        try {
            listener = HttpListener.start(settings.bind(), port, this::answer);
        } catch (IOException e) {
            webhooks.close();
            throw e;
        }
    }

    /// Starts on loopback; port 0 takes any free port.
    public static Simulator start(int port) throws IOException {
        return start(port, SimulatorSettings.defaults());
    }

    public static Simulator start(int port, SimulatorSettings settings) throws IOException {
        return new Simulator(port, settings);
    }

    public int port() {
        return listener.port();
    }

    private HttpAnswer answer(HttpRequest request) throws InterruptedException {
        String[] parts = request.path().split("/", 3);
        String rest = parts.length > 2 ? parts[2] : "";
        return switch (parts[1]) {
            case "meta" -> meta.answer(request, rest);
            case "backend" -> backend.answer(request, rest);
            case "control" -> control.answer(request, rest);
            case "waha" -> gateways.answer(Gateway.WAHA, request, rest);
            case "gowa" -> gateways.answer(Gateway.GOWA, request, rest);
            case "evolution" -> gateways.answer(Gateway.EVOLUTION, request, rest);
            case "health" ->
                HttpAnswer.json(200, Json.object().put("status", "healthy").put("service", "simulator"));
            default ->
                HttpAnswer.error(
                        404,
                        "path: \"" + request.path()
                                + "\" (expected: /meta, /waha, /gowa, /evolution, /backend, /control or /health)");
        };
    }

    /// Answers what is in progress and stops; webhooks still to be sent are forgotten.
    @Override
    public void close() {
        listener.close();
        webhooks.close();
    }
}
