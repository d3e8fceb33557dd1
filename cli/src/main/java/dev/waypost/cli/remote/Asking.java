package dev.waypost.cli.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// A command that asks a running Waypost: which one, with which key, and how to say what it was told.
abstract class Asking implements Callable<Integer> {
    /// How answers are printed.
    enum Output {
        TABLE,
        JSON
    }

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "The console to ask (default: ${DEFAULT-VALUE}).")
    URI url = URI.create("");

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "An API key; without it, WAYPOST_ADMIN_KEY of the environment.")
    @Nullable
    String key;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table or json (default: ${DEFAULT-VALUE}).")
    Output output = Output.TABLE;

    @Spec
    @Nullable
    CommandSpec spec;

    /// Asks and prints.
    abstract void ask(Remote remote);

    @Override
    public Integer call() {
        String presented = Optional.ofNullable(key)
                .or(() -> Optional.ofNullable(System.getenv("WAYPOST_ADMIN_KEY")))
                .orElseThrow(
                        () -> new RemoteFailure(ExitCode.BAD_INPUT, "no key: give --key, or set WAYPOST_ADMIN_KEY"));
        try (var remote = new Remote(url, presented)) {
            ask(remote);
            return ExitCode.DONE.code();
        }
    }

    void say(String line) {
        out().println(line);
        out().flush();
    }

    void show(JsonNode answer, List<String> fields) {
        if (output == Output.JSON) {
            json(answer);
            return;
        }
        int width = fields.stream().mapToInt(String::length).max().orElse(0);
        for (String field : fields) {
            String value = text(answer.at("/" + field.replace('.', '/')));
            if (!value.isEmpty()) {
                say(String.format("%-" + (width + 2) + "s%s", field, value));
            }
        }
    }

    void table(List<JsonNode> rows, List<String> columns) {
        if (output == Output.JSON) {
            json(Remote.JSON.valueToTree(rows));
            return;
        }
        Function<JsonNode, List<String>> cells = row -> columns.stream()
                .map(column -> text(row.at("/" + column.replace('.', '/'))))
                .toList();
        say(Table.of(columns, rows.stream().map(cells).toList()));
    }

    private void json(JsonNode answer) {
        try {
            say(Remote.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(answer));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }

    private PrintWriter out() {
        return spec == null
                ? new PrintWriter(System.out, true)
                : spec.commandLine().getOut();
    }
}
