package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waypost session`: shows a tenant's session at its gateway, and links a phone by the code that it draws.
@Command(
        name = "session",
        description = "Show a tenant's session; --start begins one and draws the code to scan.",
        mixinStandardHelpOptions = true)
public final class SessionCommand extends Asking {
    @Parameters(paramLabel = "TENANT", description = "Its id.")
    String tenantId = "";

    @Option(names = "--start", description = "Start it; scan what is drawn with the phone.")
    boolean start;

    @Option(names = "--phone", paramLabel = "PHONE", defaultValue = "", description = "Link by a code to type instead.")
    String phone = "";

    @Override
    void ask(Remote remote) {
        String path = "/api/whatsapp/sessions/" + Remote.encoded(tenantId);
        if (start) {
            remote.post(
                    path + "/initialize",
                    phone.isEmpty() ? Map.of() : Map.of("usePairingCode", true, "phoneNumber", phone));
        }
        JsonNode session = remote.get(path);
        show(
                session,
                List.of(
                        "state",
                        "endpointId",
                        "phoneNumber",
                        "cause",
                        "connectedAt",
                        "pairing.pairingCode",
                        "pairing.expiresAt"));
        String drawn = session.at("/pairing/qrText").asText();
        if (output == Output.TABLE && !drawn.isEmpty()) {
            say(drawn);
        }
    }
}
