package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// A command that asks a running Waypost: which one, with which key, and how to say what it was told.
abstract class Asking implements Callable<Integer> {
    private static final int LAST_PORT = 65_535;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:WAYPOST_URL:-http://127.0.0.1:8080}",
            description = {"The console to ask (default: WAYPOST_URL,", "else http://127.0.0.1:8080)."})
    URI url = URI.create("");

    @Option(
            names = "--key",
            paramLabel = "SOURCE",
            description = "An API key, or better where it is: " + Secrets.FORMS
                    + " (default: WAYPOST_KEY, else WAYPOST_ADMIN_KEY).")
    @Nullable
    String key;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table or json (default: ${DEFAULT-VALUE}).")
    Output output = Output.TABLE;

    @Option(names = "--full", description = "Show phone numbers whole; tables mask them. JSON never does.")
    boolean full;

    @Spec
    @Nullable
    CommandSpec spec;

    /// Asks and prints.
    abstract void ask(Remote remote);

    @Override
    public Integer call() {
        String presented = Optional.ofNullable(key)
                .map(source -> Secrets.readOrPlain("--key", source))
                .or(() -> Optional.ofNullable(System.getenv("WAYPOST_KEY")))
                .or(() -> Optional.ofNullable(System.getenv("WAYPOST_ADMIN_KEY")))
                .orElseThrow(() -> new RemoteFailure(
                        ExitCode.BAD_INPUT,
                        "no key: give --key, or set WAYPOST_KEY",
                        List.of("do: waypost up prints the admin key; waypost api-keys new makes others")));
        if (!isHttp(url)) {
            throw new RemoteFailure(
                    ExitCode.BAD_INPUT, "--url: value: " + url + " (expected: http://host:port or https://host)");
        }
        if (!presented.chars().allMatch(c -> c > 32 && c < 127)) {
            throw new RemoteFailure(ExitCode.BAD_INPUT, "--key: no key (expected: visible ASCII without spaces)");
        }
        try (var remote = new Remote(url, presented)) {
            ask(remote);
            return ExitCode.DONE.code();
        }
    }

    static boolean isHttp(URI url) {
        return url.getHost() != null
                && ("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))
                && url.getPort() <= LAST_PORT;
    }

    boolean isTable() {
        return output == Output.TABLE;
    }

    /// For people: nothing a script would read.
    void tell(String line) {
        if (isTable()) {
            say(line);
        }
    }

    void say(String line) {
        out().println(line);
        out().flush();
    }

    /// Beside the answer, on standard error.
    void note(String line) {
        PrintWriter err = spec == null
                ? new PrintWriter(System.err, true)
                : spec.commandLine().getErr();
        err.println("waypost: " + Cells.plain(line));
        err.flush();
    }

    void show(JsonNode answer, List<Column> fields) {
        if (!isTable()) {
            json(answer);
            return;
        }
        int width = fields.stream()
                .mapToInt(field -> field.heading().length())
                .max()
                .orElse(0);
        for (Column field : fields) {
            String value = Cells.plain(field.of(answer, full));
            if (!value.isEmpty()) {
                say(Cells.padded(field.heading(), width + 2) + value);
            }
        }
    }

    /// @param empty what to say, and to do next, where there is nothing
    void table(List<JsonNode> rows, List<Column> columns, String empty) {
        if (!isTable()) {
            json(Remote.JSON.valueToTree(rows));
        } else if (rows.isEmpty()) {
            say(empty);
        } else {
            say(Table.of(
                    columns,
                    rows.stream()
                            .map(row -> columns.stream()
                                    .map(column -> column.cell(row, full))
                                    .toList())
                            .toList(),
                    Screen.width()));
        }
    }

    void json(JsonNode answer) {
        say(Output.json(answer));
    }

    /// One line for one thing, of work that takes long.
    void jsonLine(JsonNode answer) {
        say(answer.toString());
    }

    PrintWriter out() {
        return spec == null
                ? new PrintWriter(System.out, true)
                : spec.commandLine().getOut();
    }
}
