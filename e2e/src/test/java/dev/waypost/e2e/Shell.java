package dev.waypost.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A bash that keeps its variables and functions from one block of commands to the next.
final class Shell implements AutoCloseable {
    private static final String END = "--- the block ended with ";

    private final Process process;
    private final Writer input;
    private final BufferedReader output;

    /// @param folder where it stands
    Shell(Path folder) throws IOException {
        process = new ProcessBuilder("bash")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        input = process.outputWriter(StandardCharsets.UTF_8);
        output = process.inputReader(StandardCharsets.UTF_8);
    }

    /// What the commands printed, errors included; the last command's exit code must be 0.
    String run(String commands) throws IOException {
        input.write(commands + "\nprintf '\\n%s%s\\n' '" + END + "' $?\n");
        input.flush();
        var said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(END)) {
                if (!line.equals(END + "0")) {
                    throw new AssertionError(commands + "\n" + said + line);
                }
                return said.toString();
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("the shell is gone after:\n" + commands + "\n" + said);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
