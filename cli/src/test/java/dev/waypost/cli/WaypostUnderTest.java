package dev.waypost.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/// The program in this process: what it prints and ends with.
public final class WaypostUnderTest {
    /// How it ended.
    public record Ended(int code, String out, String err) {}

    private WaypostUnderTest() {}

    public static Ended run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = Waypost.commandLine(arguments)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Ended(code, out.toString(), err.toString());
    }
}
