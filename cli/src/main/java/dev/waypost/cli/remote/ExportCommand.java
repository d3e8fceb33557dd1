package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waypost export`: tenants into a file. What was broken off goes on where it stopped.
@Command(
        name = "export",
        description = "Export tenants into a file; --resume goes on with one that was broken off.",
        mixinStandardHelpOptions = true)
public final class ExportCommand extends Starting {
    private static final int TRIES = 5;
    private static final int BUFFER = 64 * 1024;

    @Parameters(paramLabel = "TENANT", arity = "0..*", description = "Their ids (default: all).")
    List<String> tenants = List.of();

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where to; must not be there yet.")
    Path out = Path.of("");

    @Option(
            names = "--passphrase",
            paramLabel = "SOURCE",
            defaultValue = "",
            description = "Where the passphrase is that secrets are sealed with: " + Secrets.FORMS
                    + ". Without, secrets are left out.")
    String passphrase = "";

    @Option(
            names = "--resume",
            paramLabel = "OPERATION",
            defaultValue = "",
            description = "Go on with this export, and with what came of its file.")
    String resume = "";

    @Override
    void ask(Remote remote) {
        if (Files.exists(out)) {
            throw new RemoteFailure(ExitCode.CONFLICT, "--out: " + out + " is there already; nothing was asked");
        }
        Path folder = out.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new RemoteFailure(
                    ExitCode.BAD_INPUT, "--out: value: " + out + " (expected: a file in a folder that can be written)");
        }
        String id = resume;
        if (resume.isEmpty()) {
            Map<String, Object> body = new LinkedHashMap<>();
            if (!tenants.isEmpty()) {
                body.put("tenant_ids", tenants);
            }
            if (!passphrase.isEmpty()) {
                body.put("passphrase", Secrets.read("--passphrase", passphrase));
            }
            JsonNode started = remote.post("/admin/transfers/exports", body);
            id = started.path("id").asText();
            if (detach) {
                show(started, List.of(Column.id("operation", "id"), Column.id("state", "state")));
                tell("To get the file: waypost export --resume " + id + " --out " + out);
                return;
            }
        }
        try (var _ = OnInterrupt.say("to go on: waypost export --resume " + id + " --out " + out)) {
            follow(remote, Kind.TRANSFER, id);
            fetch(remote, id);
        }
        tell("Written: " + out + (passphrase.isEmpty() && resume.isEmpty() ? ", without secrets." : "."));
    }

    private void fetch(Remote remote, String id) {
        // Named by its operation: what came of another export is never taken for the beginning of this one.
        Path part = out.resolveSibling(out.getFileName() + "." + id + ".part");
        IOException last = new IOException("nothing came");
        for (int i = 0; i < TRIES; i++) {
            try {
                rest(remote, id, part);
                Files.move(part, out, StandardCopyOption.ATOMIC_MOVE);
                return;
            } catch (IOException e) {
                last = e;
            }
        }
        throw new RemoteFailure(
                ExitCode.NOT_NOW,
                "the file did not come whole: " + last.getClass().getSimpleName(),
                List.of("do: waypost export --resume " + id + " --out " + out));
    }

    /// What is still missing; a part that is there stays.
    private static void rest(Remote remote, String id, Path part) throws IOException {
        long from = create(part);
        HttpResponse<InputStream> answer =
                remote.open("/admin/transfers/" + Remote.encoded(id) + "/file", from, Map.of());
        if (answer.statusCode() == Remote.NOTHING_MISSING) {
            answer.body().close();
            return;
        }
        // Who does not know how to go on begins anew.
        var how = answer.statusCode() == 206 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
        try (InputStream in = answer.body();
                OutputStream file = Files.newOutputStream(part, StandardOpenOption.WRITE, how)) {
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                file.write(buffer, 0, read);
            }
        }
    }

    /// Names and keys of customers: for nobody but the one who asked.
    private static long create(Path part) throws IOException {
        try {
            Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return 0;
        } catch (FileAlreadyExistsException e) {
            return Files.size(part);
        }
    }
}
