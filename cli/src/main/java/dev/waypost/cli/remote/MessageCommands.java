package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waypost send` and `waypost messages`: sends, says what became of messages, and decides about those that wait or
/// went wrong.
@Command(
        name = "messages",
        aliases = "message",
        description = "List messages, say what became of one, and decide about those that wait or went wrong.",
        subcommands = {
            MessageCommands.All.class,
            MessageCommands.Held.class,
            MessageCommands.One.class,
            MessageCommands.Cancel.class,
            MessageDecisions.Release.class,
            MessageDecisions.Discard.class,
            MessageDecisions.Redrive.class
        })
public final class MessageCommands extends Group {
    private static final String PATH = "/api/whatsapp/messages";
    private static final List<Column> COLUMNS = List.of(
            Column.id("message", "messageId"),
            Column.id("state", "state"),
            Column.phone("to", "to"),
            Column.id("created", "createdAt"),
            Column.text("endpoint", "endpointId"),
            Column.text("failure", "failure.reason"));

    @Command(name = "send", description = "Send a text.", mixinStandardHelpOptions = true)
    public static final class Send extends Asking {
        @Option(names = "--tenant", paramLabel = "TENANT", required = true, description = "Who sends.")
        String tenantId = "";

        @Option(names = "--to", paramLabel = "PHONE", required = true, description = "The recipient, as +49…")
        String to = "";

        @Option(
                names = "--wait-for",
                paramLabel = "STATE",
                defaultValue = "",
                description =
                        "QUEUED (default), ACCEPTED or DELIVERED: what must have happened, for at most 30 seconds.")
        String waitFor = "";

        @Option(
                names = "--request-id",
                paramLabel = "ID",
                defaultValue = "",
                description = "Under one id a message is sent once, however often this is repeated.")
        String requestId = "";

        @Parameters(paramLabel = "TEXT", description = "What to say; - reads it from standard input.")
        String text = "";

        @Override
        void ask(Remote remote) {
            Map<String, String> body = new LinkedHashMap<>(
                    Map.of("tenantId", tenantId, "phone", to, "message", text.equals("-") ? read() : text));
            if (!waitFor.isEmpty()) {
                body.put("waitFor", waitFor);
            }
            // Named here also where nobody did: without an answer nobody knows whether it was taken.
            String once = requestId.isEmpty() ? UUID.randomUUID().toString() : requestId;
            body.put("requestId", once);
            JsonNode sent;
            try {
                sent = remote.post("/api/whatsapp/send", body);
            } catch (RemoteFailure e) {
                throw e.exit() == ExitCode.NOT_NOW
                        ? e.with("to send it once, whatever became of this try: the same with --request-id " + once)
                        : e;
            }
            show(sent, List.of(Column.id("message", "messageId"), Column.id("state", "state")));
            tell("What becomes of it: waypost messages show --tenant " + tenantId + " "
                    + sent.path("messageId").asText());
        }

        private static String read() {
            try {
                return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                        .lines()
                        .collect(Collectors.joining("\n"));
            } catch (UncheckedIOException e) {
                throw new RemoteFailure(ExitCode.BAD_INPUT, "standard input cannot be read");
            }
        }
    }

    @Command(
            name = "list",
            description = "List a tenant's messages, the newest first.",
            mixinStandardHelpOptions = true)
    static final class All extends Asking {
        @Option(names = "--tenant", paramLabel = "TENANT", required = true, description = "Whose.")
        String tenantId = "";

        @Option(
                names = "--state",
                paramLabel = "STATE",
                split = ",",
                description = "Only in these: QUEUED, SENT, DELIVERED, READ, FAILED, HELD, EXPIRED, UNKNOWN …")
        List<String> states = List.of();

        @Option(names = "--to", paramLabel = "PHONE", defaultValue = "", description = "Only to this recipient.")
        String to = "";

        @Option(
                names = "--from",
                paramLabel = "TIME",
                defaultValue = "",
                description = "Only accepted since: 2026-01-31T08:00:00Z, or 90m, 2h, 3d ago.")
        String from = "";

        @Option(names = "--until", paramLabel = "TIME", defaultValue = "", description = "Only accepted before.")
        String until = "";

        @Mixin
        Limit limit = new Limit();

        @Override
        void ask(Remote remote) {
            String path = Query.of(PATH)
                    .with("tenantId", tenantId)
                    .with("pageSize", limit.page())
                    .with("state", String.join(",", states))
                    .with("to", to)
                    .with("from", When.read("--from", from))
                    .with("until", When.read("--until", until))
                    .toString();
            table(
                    remote.list(path, limit.most),
                    COLUMNS,
                    "No such message. To send one: waypost send --tenant " + tenantId + " --to +… TEXT");
        }
    }

    @Command(name = "held", description = "List messages that wait for a decision.", mixinStandardHelpOptions = true)
    static final class Held extends Asking {
        @Option(names = "--tenant", paramLabel = "TENANT", required = true, description = "Whose.")
        String tenantId = "";

        @Mixin
        Limit limit = new Limit();

        @Override
        void ask(Remote remote) {
            String path = Query.of(PATH + "/held")
                    .with("tenantId", tenantId)
                    .with("pageSize", limit.page())
                    .toString();
            List<JsonNode> held = remote.list(path, limit.most);
            table(held, COLUMNS, "Nothing waits for a decision.");
            if (!held.isEmpty()) {
                tell("To send them after all: waypost messages release --tenant " + tenantId
                        + " ID…, to give them up: waypost messages discard …");
            }
        }
    }

    @Command(name = "show", description = "Say what became of a message.", mixinStandardHelpOptions = true)
    static final class One extends Asking {
        @Option(names = "--tenant", paramLabel = "TENANT", required = true, description = "Whose it is.")
        String tenantId = "";

        @Parameters(paramLabel = "MESSAGE", description = "Its id.")
        String messageId = "";

        @Override
        void ask(Remote remote) {
            JsonNode found = remote.get(Query.of(PATH + "/" + Remote.encoded(messageId))
                    .with("tenantId", tenantId)
                    .toString());
            show(
                    found,
                    List.of(
                            Column.id("message", "messageId"),
                            Column.id("state", "state"),
                            Column.phone("to", "to"),
                            Column.id("created", "createdAt"),
                            Column.id("next try", "nextAttemptAt"),
                            Column.id("endpoint", "endpointId"),
                            Column.id("provider's id", "providerMessageId"),
                            Column.id("failure", "failure.reason"),
                            Column.text("detail", "failure.detail"),
                            Column.id("trace", "traceId")));
            if (isTable()) {
                say("");
                table(
                        each(found.path("attempts")),
                        List.of(
                                Column.id("try", "number"),
                                Column.id("outcome", "outcome"),
                                Column.text("endpoint", "endpointId"),
                                Column.id("http", "httpStatus"),
                                Column.id("started", "startedAt"),
                                Column.text("failure", "failure.detail")),
                        "Not tried yet.");
                List<JsonNode> statuses = each(found.path("statuses"));
                if (!statuses.isEmpty()) {
                    say("");
                    table(statuses, List.of(Column.id("status", "status"), Column.id("received", "receiveTime")), "");
                }
            }
        }

        private static List<JsonNode> each(JsonNode array) {
            List<JsonNode> items = new ArrayList<>();
            array.forEach(items::add);
            return items;
        }
    }

    @Command(name = "cancel", description = "Cancel a message that was not sent yet.", mixinStandardHelpOptions = true)
    static final class Cancel extends Asking {
        @Option(names = "--tenant", paramLabel = "TENANT", required = true, description = "Whose it is.")
        String tenantId = "";

        @Parameters(paramLabel = "MESSAGE", description = "Its id.")
        String messageId = "";

        @Mixin
        Consent consent = new Consent();

        @Override
        void ask(Remote remote) {
            consent.to("Never send " + messageId + "?");
            show(
                    remote.post(PATH + "/" + Remote.encoded(messageId) + "/cancel", Map.of("tenantId", tenantId)),
                    List.of(Column.id("message", "messageId"), Column.id("state", "state")));
        }
    }
}
