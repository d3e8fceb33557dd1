package dev.waypost.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.allinone.SuitePorts;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What a newcomer watches: four customers come, write and are written to, and one loses its line.
public final class Demo {
    private static final int MESSAGES = 20;

    private final SuitePorts ports;
    private final String adminKey;
    private final boolean traces;
    private final PrintStream out;

    /// @param traces whether there is a viewer of traces to look at
    public Demo(SuitePorts ports, String adminKey, boolean traces, PrintStream out) {
        this.ports = ports;
        this.adminKey = adminKey;
        this.traces = traces;
        this.out = out;
    }

    public void play() {
        try (var console = new Calls(at(ports.console()), Map.of("Authorization", "Bearer " + adminKey));
                var simulator = new Calls(at(ports.simulator()), Map.of());
                var webhooks = new Calls(at(ports.webhooks()), Map.of())) {
            var world = new World(console, simulator, at(ports.webhooks()), at(ports.simulator()));
            heading("A platform gets four customers");
            enter(world);
            heading("They send, and WhatsApp reports back");
            send(console, World.CLINIC, "Your visit is tomorrow at nine.");
            send(console, World.SALON, "Your colour appointment is on Friday.");
            heading("A guest desk is logged in");
            logIn(console, simulator);
            heading("People answer");
            answer(simulator);
            heading("One number in front of three agents");
            links(console, simulator, webhooks);
            heading("The salon loses its line");
            failOver(console, simulator);
            lookAt();
        }
    }

    private void enter(World world) {
        world.salon();
        say(World.SALON, "two numbers at Meta, one standing by");
        world.clinic();
        say(World.CLINIC, "one number, two backends that get what patients write");
        world.hotel();
        say(World.HOTEL, "a WAHA server of its own, not logged in yet");
        world.broker();
        say(World.BROKER, "one number, three agents behind links");
    }

    private void send(Calls console, String tenant, String text) {
        long begun = System.nanoTime();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            ids.add(message(console, tenant, "+4917055501%02d".formatted(i), text));
        }
        long accepted = System.nanoTime();
        ids.forEach(id -> console.until("/api/whatsapp/messages/" + id, "read", read -> is(read, "state", "READ")));
        say(
                tenant,
                "%d messages committed in %s, sent, delivered and read after %s"
                        .formatted(MESSAGES, seconds(accepted - begun), seconds(System.nanoTime() - begun)));
    }

    private static String message(Calls console, String tenant, String to, String text) {
        return console.post("/api/whatsapp/send", """
                        {"tenantId": "%s", "phone": "%s", "message": "%s"}""".formatted(tenant, to, text))
                .get("messageId")
                .asText();
    }

    private void logIn(Calls console, Calls simulator) {
        String session = "/api/whatsapp/sessions/" + World.HOTEL;
        console.post(session + "/initialize", "{}");
        JsonNode waiting = console.until(
                session, "waiting for its code", s -> s.path("pairing").hasNonNull("qrText"));
        out.println(waiting.get("pairing").get("qrText").asText().indent(4));
        simulator.post("/control/sessions", """
                {"provider": "WAHA", "session": "%s", "action": "pair"}""".formatted(World.HOTEL_SESSION));
        console.until(session, "connected", s -> is(s, "state", "CONNECTED"));
        say(World.HOTEL, "somebody scanned the code: connected");
        String id = message(console, World.HOTEL, "+4917055502001", "Your room is ready.");
        console.until("/api/whatsapp/messages/" + id, "read", read -> is(read, "state", "READ"));
        say(World.HOTEL, "a guest has read that the room is ready");
    }

    private void answer(Calls simulator) {
        simulator.post("/control/inbound", """
                {"provider": "META", "phoneNumberId": "%s", "from": "491705550107", "name": "Zoë",
                 "text": "Could it be ten instead?"}""".formatted(World.CLINIC_NUMBER));
        for (String backend : List.of("appointments", "archive")) {
            got(simulator, backend, "Could it be ten instead?");
        }
        say(World.CLINIC, "a patient's answer is with both backends, signed, byte for byte as Meta sent it");
    }

    private void links(Calls console, Calls simulator, Calls webhooks) {
        for (int i = 0; i < World.AGENTS.size(); i++) {
            String user = "97150111222" + i;
            comes(webhooks, user, "start_homes_" + (i + 1));
            comes(webhooks, user, "Is the flat still free?");
            got(simulator, World.AGENTS.get(i), "Is the flat still free?");
            say(
                    World.AGENTS.get(i),
                    "a visitor came by link start_homes_%d; what they write goes here only".formatted(i + 1));
        }
        JsonNode stats = console.get("/router/stats");
        say(
                World.BROKER,
                "locks: %s users, %s agents"
                        .formatted(
                                stats.get("total_locked_users").asText(),
                                stats.get("unique_tenants").asText()));
    }

    private static void comes(Calls webhooks, String user, String text) {
        String body = """
                {"event":"message","session":"northgate","payload":{"id":"%s.%s","from":"%s@c.us","body":"%s"}}""".formatted(user, text.hashCode(), user, text);
        webhooks.post("/webhook/gateway/" + World.GATEWAY, body, Map.of("X-Webhook-Hmac", hmac(body)));
    }

    private void failOver(Calls console, Calls simulator) {
        String list = "/api/whatsapp/tenants/" + World.SALON + "/endpoints";
        console.until(list, "healthy at both numbers", all -> count(all, "healthStatus", "healthy") == 2);
        say(World.SALON, "both numbers are healthy; " + active(console.get(list)) + " carries");
        simulator.put("/control/faults", """
                {"rules": [{"match": {"path": "/meta/*/%1$s"}, "code": 190},
                           {"match": {"path": "/meta/*/%1$s/messages"}, "code": 190}]}""".formatted(World.SALON_NUMBER));
        long broken = System.nanoTime();
        String to = "4917055503001";
        String waits = message(console, World.SALON, "+" + to, "We are open till eight.");
        JsonNode after = console.until(
                list, "moved to the spare number", all -> active(all).equals("spare"));
        say(
                World.SALON,
                "Meta refuses the main number's token; %s later %s carries"
                        .formatted(seconds(System.nanoTime() - broken), active(after)));
        console.until("/api/whatsapp/messages/" + waits, "read", read -> is(read, "state", "READ"));
        int given = simulator.get("/control/ledger?to=" + to).get("entries").size();
        if (given != 1) {
            throw new DemoFailed("the message that waited was given to WhatsApp " + given + " times");
        }
        say(
                World.SALON,
                "the message that waited went out through it, once; read %s after the fault"
                        .formatted(seconds(System.nanoTime() - broken)));
    }

    private void got(Calls simulator, String backend, String text) {
        simulator.until(
                "/control/backends/" + backend,
                "holding the message",
                b -> b.toString().contains(text));
    }

    private void lookAt() {
        heading("Look at");
        row("console", at(ports.console()) + "  (sign in with the admin key)");
        row("API", at(ports.console()) + "/docs");
        if (traces) {
            row("traces", at(ports.traceViewer()) + "/zipkin/  (service send: from the call to the read receipt)");
        }
        row("backends", at(ports.simulator()) + "/control/backends/appointments  (what the clinic got)");
        row("the salon", at(ports.console()) + "/api/whatsapp/tenants/" + World.SALON + "/endpoints");
        row("admin key", adminKey);
        out.println();
        out.flush();
    }

    private static String active(JsonNode endpoints) {
        for (JsonNode endpoint : items(endpoints)) {
            if (is(endpoint, "role", "active")) {
                return endpoint.get("id").asText();
            }
        }
        return "";
    }

    private static int count(JsonNode endpoints, String field, String value) {
        int count = 0;
        for (JsonNode endpoint : items(endpoints)) {
            count += is(endpoint, field, value) ? 1 : 0;
        }
        return count;
    }

    /// Lists come in pages, or as they are.
    private static JsonNode items(JsonNode list) {
        return list.isArray() ? list : list.path("endpoints");
    }

    private static boolean is(JsonNode node, String field, String value) {
        return value.equals(node.path(field).asText());
    }

    private static String hmac(String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA512");
            mac.init(new SecretKeySpec(World.GATEWAY_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA512"));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String at(int port) {
        return "http://127.0.0.1:" + port;
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
    }

    private void heading(String text) {
        out.println();
        out.println(text);
        out.flush();
    }

    private void say(String who, String what) {
        out.printf("  %-16s %s%n", who, what);
        out.flush();
    }

    private void row(String what, String where) {
        say(what, where);
    }
}
