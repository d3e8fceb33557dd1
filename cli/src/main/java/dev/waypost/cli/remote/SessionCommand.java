package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waypost sessions`: log-ins at gateways, and linking a phone by the code that is drawn here.
@Command(
        name = "sessions",
        aliases = "session",
        description = "Log-ins at gateways: list, show, start by QR or pairing code, log out.",
        subcommands = {
            SessionCommand.All.class,
            SessionCommand.Show.class,
            SessionCommand.Start.class,
            SessionCommand.Logout.class
        })
public final class SessionCommand extends Group {
    private static final List<Column> FIELDS = List.of(
            Column.id("state", "state"),
            Column.id("endpoint", "endpointId"),
            Column.phone("number", "phoneNumber"),
            Column.text("name", "displayName"),
            Column.text("why", "cause"),
            Column.id("connected", "connectedAt"),
            Column.id("last used", "lastActivityAt"),
            Column.id("next try", "nextReconnectAt"),
            Column.id("pairing code", "pairing.pairingCode"),
            Column.id("valid until", "pairing.expiresAt"));

    private static Query path(String tenantId, String verb, String endpointId) {
        return Query.of("/api/whatsapp/sessions/" + Remote.encoded(tenantId) + verb)
                .with("endpointId", endpointId);
    }

    /// A command about one tenant's session.
    abstract static class OfOne extends Asking {
        @Parameters(paramLabel = "TENANT", description = "Its id.")
        String tenantId = "";

        @Option(
                names = "--endpoint",
                paramLabel = "ID",
                defaultValue = "",
                description = "At which endpoint (default: the active).")
        String endpointId = "";

        JsonNode session(Remote remote) {
            return remote.get(path(tenantId, "", endpointId).toString());
        }

        void print(JsonNode session) {
            show(session, FIELDS);
            String drawn = session.at("/pairing/qrText").asText();
            if (isTable() && !drawn.isEmpty()) {
                drawn.lines().forEach(line -> say(Cells.plain(line)));
            }
        }
    }

    @Command(name = "list", description = "List sessions.", mixinStandardHelpOptions = true)
    static final class All extends Asking {
        @Option(names = "--tenant", paramLabel = "TENANT", defaultValue = "", description = "Only of this tenant.")
        String tenantId = "";

        @Option(
                names = "--state",
                paramLabel = "STATE",
                defaultValue = "",
                description = "Only in this: CONNECTED, PAIRING, RECONNECTING, STOPPED, LOGGED_OUT, FAILED.")
        String state = "";

        @Mixin
        Limit limit = new Limit();

        @Override
        void ask(Remote remote) {
            String path = Query.of("/admin/sessions")
                    .with("page_size", limit.page())
                    .with("tenant_id", tenantId)
                    .with("state", state)
                    .toString();
            table(
                    remote.list(path, limit.most),
                    List.of(
                            Column.id("tenant", "tenant_id"),
                            Column.text("endpoint", "endpoint_id"),
                            Column.id("state", "state"),
                            Column.phone("number", "phone_number"),
                            Column.id("last used", "last_activity_time"),
                            Column.text("why", "cause")),
                    "No such session. To start one: waypost sessions start TENANT");
        }
    }

    @Command(name = "show", description = "Show a tenant's session.", mixinStandardHelpOptions = true)
    static final class Show extends OfOne {
        @Override
        void ask(Remote remote) {
            print(session(remote));
        }
    }

    @Command(
            name = "start",
            description = "Start a session, draw what is to be scanned, and wait until the phone is linked.",
            mixinStandardHelpOptions = true)
    static final class Start extends OfOne {
        private static final Set<String> GIVEN_UP = Set.of("FAILED", "LOGGED_OUT", "STOPPED");
        private static final Duration PAUSE = Duration.ofMillis(500);

        @Option(
                names = "--phone",
                paramLabel = "PHONE",
                defaultValue = "",
                description = "Link by a code that is typed on this phone, instead of scanning.")
        String phone = "";

        @Option(names = "--no-wait", description = "Draw it once and do not wait.")
        boolean noWait;

        @Override
        void ask(Remote remote) {
            Map<String, ?> how = phone.isEmpty()
                    ? Map.of("endpointId", endpointId)
                    : Map.of("endpointId", endpointId, "usePairingCode", true, "phoneNumber", phone);
            remote.post(path(tenantId, "/initialize", "").toString(), how);
            if (noWait) {
                print(session(remote));
                return;
            }
            try (var _ =
                    OnInterrupt.say("the session stays as it is; to look again: waypost sessions show " + tenantId)) {
                await(remote);
            }
        }

        private void await(Remote remote) {
            String told = "";
            while (true) {
                JsonNode session = session(remote);
                String state = session.path("state").asText();
                // A code that nobody scanned is followed by another.
                String now = state
                        + session.at("/pairing/qr").asText()
                        + session.at("/pairing/pairingCode").asText();
                if (!now.equals(told)) {
                    draw(session);
                    told = now;
                }
                if (state.equals("CONNECTED")) {
                    return;
                }
                if (GIVEN_UP.contains(state)) {
                    throw new RemoteFailure(
                            ExitCode.REFUSED,
                            "the session is " + state + ": "
                                    + session.path("cause").asText(),
                            List.of("do: start it again, and scan before the last code ends"));
                }
                LockSupport.parkNanos(PAUSE.toNanos());
                if (Thread.currentThread().isInterrupted()) {
                    throw new RemoteFailure(ExitCode.INTERRUPTED, "interrupted");
                }
            }
        }

        private void draw(JsonNode session) {
            if (!isTable()) {
                jsonLine(session);
                return;
            }
            print(session);
            if (session.at("/pairing/qrText").isTextual()) {
                say("On the phone: Linked devices, Link a device, and scan this. It renews itself.");
            } else if (session.at("/pairing/pairingCode").isTextual()) {
                say("On the phone: Linked devices, Link with phone number, and type the code.");
            }
        }
    }

    @Command(
            name = "logout",
            description = "End a session and its log-in; the phone must be linked again.",
            mixinStandardHelpOptions = true)
    static final class Logout extends OfOne {
        @Mixin
        Consent consent = new Consent();

        @Override
        void ask(Remote remote) {
            consent.to("Log " + tenantId + " out? Its phone must be linked again.");
            show(remote.delete(path(tenantId, "", endpointId).toString()), FIELDS);
        }
    }
}
