package dev.waypost.cli.remote;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The terminal that a person sits at, if one does: its width, and what the person answers.
final class Screen {
    private static final int USUAL = 80;

    private Screen() {}

    /// Whether a person reads and types; neither in a pipe nor in a job.
    static boolean isWatched() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /// 0 where nobody watches: a file may have lines of any length.
    static int width() {
        if (!isWatched()) {
            return 0;
        }
        String told = System.getenv("COLUMNS");
        return told != null && told.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(told) : measured();
    }

    /// Asks for a line; nothing where nobody can answer.
    static Optional<String> ask(String question) {
        Console console = System.console();
        return console == null || !isWatched()
                ? Optional.empty()
                : Optional.ofNullable(console.readLine("%s ", question));
    }

    /// Asks for a line without showing what is typed.
    static Optional<String> askUnseen(String question) {
        Console console = System.console();
        return console == null || !isWatched()
                ? Optional.empty()
                : Optional.ofNullable(console.readPassword("%s ", question)).map(String::new);
    }

    private static int measured() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectErrorStream(true)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            boolean over = stty.waitFor(1, TimeUnit.SECONDS);
            return over && size.matches("\\d+ [1-9]\\d+") ? Integer.parseInt(size.split(" ", -1)[1]) : USUAL;
        } catch (IOException e) {
            return USUAL;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return USUAL;
        }
    }
}
