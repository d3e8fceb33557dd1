package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waypost send` and `waypost message`: sends a text, and says what became of a message.
public final class MessageCommands {
    private MessageCommands() {}

    @Command(name = "send", description = "Send a text.", mixinStandardHelpOptions = true)
    public static final class Send extends Asking {
        @Option(names = "--tenant", paramLabel = "TENANT", required = true, description = "Who sends.")
        String tenantId = "";

        @Option(names = "--to", paramLabel = "PHONE", required = true, description = "The recipient, as +49…")
        String to = "";

        @Parameters(paramLabel = "TEXT", description = "What to say.")
        String text = "";

        @Override
        void ask(Remote remote) {
            show(
                    remote.post("/api/whatsapp/send", Map.of("tenantId", tenantId, "phone", to, "message", text)),
                    List.of("messageId", "state"));
        }
    }

    @Command(name = "message", description = "Say what became of a message.", mixinStandardHelpOptions = true)
    public static final class Message extends Asking {
        @Option(names = "--tenant", paramLabel = "TENANT", required = true, description = "Whose it is.")
        String tenantId = "";

        @Parameters(paramLabel = "MESSAGE", description = "Its id.")
        String messageId = "";

        @Override
        void ask(Remote remote) {
            JsonNode found = remote.get(
                    "/api/whatsapp/messages/" + Remote.encoded(messageId) + "?tenantId=" + Remote.encoded(tenantId));
            show(
                    found,
                    List.of(
                            "messageId",
                            "state",
                            "endpointId",
                            "providerMessageId",
                            "failure.reason",
                            "failure.detail",
                            "traceId"));
            if (output == Output.TABLE) {
                List<JsonNode> attempts = new ArrayList<>();
                found.path("attempts").forEach(attempts::add);
                table(attempts, List.of("number", "outcome", "endpointId", "startTime"));
            }
        }
    }
}
