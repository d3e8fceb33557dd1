package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waypost endpoint rotate` and `revoke`: replaces and withdraws an endpoint's secrets.
final class CredentialCommands {
    private CredentialCommands() {}

    /// What endpoints have secrets for, as the API says it.
    enum Kind {
        API_KEY("apiKey"),
        WEBHOOK_SECRET("webhookSecret"),
        APP_SECRET("appSecret"),
        VERIFY_TOKEN("verifyToken");

        private final String json;

        Kind(String json) {
            this.json = json;
        }

        String json() {
            return json;
        }

        String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    @Command(
            name = "rotate",
            description = "Replace a secret; the old one is accepted as well for the overlap.",
            mixinStandardHelpOptions = true)
    static final class Rotate extends Asking {
        @Mixin
        OneEndpoint of = new OneEndpoint();

        @Parameters(index = "2", paramLabel = "SECRET", description = "Which of its secrets: ${COMPLETION-CANDIDATES}.")
        Kind kind = Kind.API_KEY;

        @Option(
                names = "--to",
                paramLabel = "SOURCE",
                defaultValue = "",
                description = "Where the new one is: " + Secrets.FORMS + ". Without, Waypost makes one where it can.")
        String source = "";

        @Option(
                names = "--overlap",
                paramLabel = "TIME",
                defaultValue = "",
                description =
                        "How long the old one is accepted as well, such as 24h (default: 24h for webhook secrets, "
                                + "none for keys).")
        String overlap = "";

        @Mixin
        Consent consent = new Consent();

        @Override
        void ask(Remote remote) {
            String secret = source.isEmpty() ? "" : Secrets.read("--to", source);
            consent.to("Replace the " + kind.words() + " of " + of + "?");
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("endpointId", of.endpointId);
            body.put("credential", kind.json());
            if (!secret.isEmpty()) {
                body.put("secret", secret);
            }
            if (!overlap.isEmpty()) {
                body.put("overlap", overlap);
            }
            JsonNode rotated = remote.post(of.path() + "/rotate", body);
            show(
                    rotated,
                    List.of(
                            Column.id("endpoint", "id"),
                            Column.id("version", "credentials." + kind.json() + ".version"),
                            Column.id("old one until", "credentials." + kind.json() + ".previousValidUntil"),
                            Column.id("new secret", "generatedSecret")));
            if (rotated.hasNonNull("generatedSecret")) {
                tell("It is not shown again: give it to the other side now.");
            }
        }
    }

    @Command(
            name = "revoke",
            description = "End a rotation's overlap now; with --present-too, withdraw the secret as a whole.",
            mixinStandardHelpOptions = true)
    static final class Revoke extends Asking {
        @Mixin
        OneEndpoint of = new OneEndpoint();

        @Parameters(index = "2", paramLabel = "SECRET", description = "Which of its secrets: ${COMPLETION-CANDIDATES}.")
        Kind kind = Kind.API_KEY;

        @Option(names = "--present-too", description = "Nothing works with it until a new one is set.")
        boolean presentToo;

        @Mixin
        Consent consent = new Consent();

        @Override
        void ask(Remote remote) {
            consent.to((presentToo ? "Withdraw the " : "Accept the old ") + kind.words()
                    + (presentToo ? ", old and present, of " : " no more for ") + of + "?");
            show(
                    remote.post(
                            of.path() + "/revoke",
                            Map.of("endpointId", of.endpointId, "credential", kind.json(), "presentToo", presentToo)),
                    EndpointCommand.FIELDS);
        }
    }
}
