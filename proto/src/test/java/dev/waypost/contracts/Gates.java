package dev.waypost.contracts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A copy of the contracts in a directory of its own, and the build's gates to run on it.
record Gates(Path directory) {

    static final Path BUF = Path.of(System.getProperty("buf.executable"));
    static final Path CONTRACTS = Path.of(System.getProperty("proto.directory"));

    /// How a program ended, and what it said.
    record Outcome(int exitCode, String output) {}

    static Gates onCopyIn(Path directory) {
        copy(CONTRACTS.resolve("buf.yaml"), directory.resolve("buf.yaml"));
        Path sources = CONTRACTS.resolve("src/main/protobuf");
        try (var files = Files.walk(sources)) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> copy(
                            file,
                            directory
                                    .resolve("src/main/protobuf")
                                    .resolve(sources.relativize(file).toString())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Gates(directory);
    }

    Outcome run() {
        return run("sh", CONTRACTS.resolve("gates").toString(), BUF.toString(), directory.toString());
    }

    Gates release(String tag) {
        run("git", "init", "-q");
        run("git", "add", ".");
        run("git", "-c", "user.name=gates", "-c", "user.email=gates@localhost", "commit", "-q", "-m", "release");
        run("git", "tag", tag);
        return this;
    }

    Gates edit(String file, String from, String to) {
        Path path = directory.resolve("src/main/protobuf/waypost").resolve(file);
        try {
            String before = Files.readString(path);
            if (!before.contains(from)) {
                throw new IllegalArgumentException(file + " has no: " + from);
            }
            Files.writeString(path, before.replace(from, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Outcome run(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes());
            return new Outcome(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.createDirectories(to.getParent());
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
