package dev.waypost.cli.remote;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Where a secret comes from. What stands in a command itself is seen by everybody on the machine and stays in the
/// shell's history.
final class Secrets {
    static final String FORMS = "env:NAME, file:PATH, - (a line of standard input), or ask";

    private Secrets() {}

    /// The secret that a source names; the source must name one of the forms.
    static String read(String option, String source) {
        return find(option, source)
                .orElseThrow(() -> new RemoteFailure(
                        ExitCode.BAD_INPUT, option + ": the secret itself (expected: where it is: " + FORMS + ")"));
    }

    /// The same, where the secret itself may stand there too.
    static String readOrPlain(String option, String source) {
        return find(option, source).orElse(source);
    }

    private static Optional<String> find(String option, String source) {
        if (source.startsWith("env:")) {
            String name = source.substring("env:".length());
            String value = System.getenv(name);
            if (value == null || value.isEmpty()) {
                throw new RemoteFailure(ExitCode.BAD_INPUT, option + ": the environment has no " + name);
            }
            return Optional.of(value);
        }
        if (source.startsWith("file:")) {
            return Optional.of(checked(option, source, ofFile(option, Path.of(source.substring("file:".length())))));
        }
        if (source.equals("-")) {
            return Optional.of(checked(option, "standard input", ofInput(option)));
        }
        if (source.equals("ask")) {
            return Optional.of(checked(
                    option,
                    "what was typed",
                    Screen.askUnseen(option + " (not shown):")
                            .orElseThrow(() -> new RemoteFailure(
                                    ExitCode.BAD_INPUT,
                                    option + ": nobody can be asked here (expected: " + FORMS + ")"))));
        }
        return Optional.empty();
    }

    private static String ofFile(String option, Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new RemoteFailure(ExitCode.BAD_INPUT, option + ": " + file + " cannot be read");
        }
    }

    /// One line and no more: two secrets may come one after the other.
    private static String ofInput(String option) {
        try {
            String line = Input.LINES.readLine();
            return line == null ? "" : line.strip();
        } catch (IOException e) {
            throw new RemoteFailure(ExitCode.BAD_INPUT, option + ": standard input cannot be read");
        }
    }

    private static String checked(String option, String source, String secret) {
        if (secret.isEmpty()) {
            throw new RemoteFailure(ExitCode.BAD_INPUT, option + ": " + source + " is empty");
        }
        return secret;
    }

    private static final class Input {
        static final BufferedReader LINES =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    }
}
