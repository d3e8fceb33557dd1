package dev.waypost.cli.remote;

import java.util.Locale;
import picocli.CommandLine.Option;

/// A person's yes before something that cannot be taken back.
final class Consent {
    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask. Needed where nobody can be asked, as in a script.")
    boolean yes;

    /// @param what it would do, as a question
    void to(String what) {
        if (yes) {
            return;
        }
        String answer = Screen.ask(Cells.plain(what) + " [y/N]")
                .orElseThrow(() -> new RemoteFailure(
                        ExitCode.BAD_INPUT, Cells.plain(what) + " Nobody can be asked here: say --yes"));
        if (!answer.strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
            throw new RemoteFailure(ExitCode.REFUSED, "nothing was done");
        }
    }
}
