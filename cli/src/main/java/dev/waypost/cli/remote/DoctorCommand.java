package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.waypost.cli.remote.Findings.Finding;
import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `waypost doctor`: looks at a deployment step by step and says what is wrong with it, and what to do.
@Command(
        name = "doctor",
        description = {
            "Look at a deployment step by step and say what is wrong; exit code 0 when nothing is.",
            "From here: the address, its certificate, the clocks, the key and what it may do.",
            "From the services: their states and versions, PostgreSQL, Redis, lanes, queues, the spool, open alerts.",
            "With --tenant its endpoints; with --webhook-url what a provider would see. Nothing is changed."
        },
        mixinStandardHelpOptions = true)
public final class DoctorCommand extends Asking {
    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            defaultValue = "",
            description = "Look at this tenant's endpoints, too.")
    String tenantId = "";

    @Option(
            names = "--webhook-url",
            paramLabel = "URL",
            description = "The public address that a provider is told, such as https://hooks.example.com/meta/webhook:"
                    + " asked as a provider asks it.")
    @Nullable
    URI webhookUrl;

    @Option(
            names = "--verify-token",
            paramLabel = "SOURCE",
            description =
                    "Of the app or endpoint behind --webhook-url, for the whole handshake: " + Secrets.FORMS + ".")
    @Nullable
    String verifyToken;

    @Override
    void ask(Remote remote) {
        if (webhookUrl != null && !isHttp(webhookUrl)) {
            throw new RemoteFailure(
                    ExitCode.BAD_INPUT, "--webhook-url: value: " + webhookUrl + " (expected: https://host/path)");
        }
        Optional<String> token = Optional.ofNullable(verifyToken).map(source -> Secrets.read("--verify-token", source));
        var findings = new Findings();
        var now = Instant.now();
        if (new Reach(findings, now).look("the console", url)) {
            platform(remote, findings);
        }
        if (webhookUrl != null) {
            new WebhookCheck(findings, now).look(webhookUrl, token);
        }
        print(findings);
        long wrong = findings.wrong();
        if (wrong > 0) {
            throw new RemoteFailure(ExitCode.REFUSED, wrong + (wrong == 1 ? " thing is" : " things are") + " wrong");
        }
    }

    private void platform(Remote remote, Findings findings) {
        try {
            remote.get("/health");
            findings.ok("the console answers", url.toString());
        } catch (RemoteFailure e) {
            findings.wrong(
                    "the console answers",
                    String.valueOf(e.getMessage()),
                    "look whether --url names a Waypost console, and what stands in between");
            return;
        }
        var asked = Instant.now();
        JsonNode health;
        try {
            health = remote.look("/admin/health");
        } catch (RemoteFailure e) {
            boolean refused = e.exit() == ExitCode.NOT_ALLOWED;
            findings.wrong(
                    refused ? "the key is taken" : "the services are asked",
                    String.valueOf(e.getMessage()),
                    refused ? "make one with the admin key: waypost api-keys new" : "look at the console's log");
            return;
        }
        var checks = new PlatformCheck(findings);
        checks.key(health.path("caller"));
        checks.clocks(asked, Instant.now(), health.path("timestamp").asText());
        checks.services(health);
        new TenantCheck(findings, remote).look(tenantId);
    }

    private void print(Findings findings) {
        if (isTable()) {
            for (Finding finding : findings.all()) {
                say(finding.outcome().mark() + " " + finding.step()
                        + (finding.found().isEmpty() ? "" : ": " + Cells.plain(finding.found())));
                if (!finding.advice().isEmpty()) {
                    say("  do: " + Cells.plain(finding.advice()));
                }
            }
            return;
        }
        ArrayNode lines = Remote.JSON.createArrayNode();
        findings.all()
                .forEach(finding -> lines.addObject()
                        .put("step", finding.step())
                        .put("outcome", finding.outcome().name().toLowerCase(Locale.ROOT))
                        .put("found", finding.found())
                        .put("do", finding.advice()));
        json(lines);
    }
}
