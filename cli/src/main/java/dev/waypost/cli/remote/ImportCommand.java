package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waypost import`: tenants from an export's file.
@Command(
        name = "import",
        description = "Import tenants from an export's file; what is broken off goes on by `operations resume`.",
        mixinStandardHelpOptions = true)
public final class ImportCommand extends Starting {
    /// What happens to a tenant that is there already.
    enum OnConflict {
        SKIP,
        REPLACE,
        FAIL
    }

    @Parameters(paramLabel = "FILE", description = "What waypost export wrote.")
    Path file = Path.of("");

    @Option(
            names = "--passphrase",
            paramLabel = "SOURCE",
            defaultValue = "",
            description = "Where the passphrase of the secrets in it is: " + Secrets.FORMS + ".")
    String passphrase = "";

    @Option(
            names = "--on-conflict",
            paramLabel = "WHAT",
            defaultValue = "SKIP",
            description = "With tenants that are there: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    OnConflict onConflict = OnConflict.SKIP;

    @Option(names = "--all-or-nothing", description = "One broken line stops everything before anything is changed.")
    boolean allOrNothing;

    @Option(names = "--dry-run", description = "Check everything and change nothing.")
    boolean dryRun;

    @Mixin
    Consent consent = new Consent();

    @Override
    void ask(Remote remote) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new RemoteFailure(ExitCode.BAD_INPUT, file + " cannot be read");
        }
        Map<String, String> headers =
                new HashMap<>(Map.of("Idempotency-Key", UUID.randomUUID().toString()));
        if (!passphrase.isEmpty()) {
            headers.put("X-Waypost-Passphrase", Secrets.read("--passphrase", passphrase));
        }
        if (!dryRun && onConflict == OnConflict.REPLACE) {
            consent.to("Replace tenants that are there by what stands in " + file + "?");
        }
        String path = Query.of("/admin/transfers/imports")
                .with("on_conflict", onConflict.name().toUpperCase(Locale.ROOT))
                .with("all_or_nothing", allOrNothing)
                .with("dry_run", dryRun)
                .toString();
        JsonNode work;
        try (var _ = OnInterrupt.say(
                "the file was not all there yet: nothing was begun, and the same command begins anew")) {
            work = remote.upload(path, file, headers);
        }
        started(remote, Kind.TRANSFER, work);
        if (dryRun && !detach) {
            tell("A dry run: nothing was changed.");
        }
    }
}
