package dev.waypost.cli;

import dev.waypost.cli.demo.Demo;
import dev.waypost.embedded.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `waypost demo`: a platform with four customers, made and watched in a minute, in a folder that is gone afterwards.
@Command(
        name = "demo",
        description =
                "Start everything in a folder of its own, bring four customers and their traffic, break one line, "
                        + "and stay for you to look around. Ctrl-C stops it and leaves nothing.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep everything here, in a folder that is empty or not there yet.")
    @Nullable
    Path data;

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            defaultValue = "0",
            description = "Added to every port (default: ${DEFAULT-VALUE}).")
    int portOffset;

    @Option(names = "--no-traces", description = "Do not start the trace viewer.")
    boolean noTraces;

    @Option(names = "--once", description = "Stop when everything has been shown.")
    boolean once;

    @Override
    public Integer call() throws Exception {
        UpCommand.checkOffset(portOffset);
        Path folder = data == null ? Files.createTempDirectory("waypost-demo") : fresh(data);
        var options = new UpOptions(
                folder,
                portOffset,
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                true,
                !noTraces,
                data == null);
        return new Up(options)
                .play(
                        (adminKey, terminal) -> {
                            new Demo(options.ports(), adminKey, options.traces(), terminal).play();
                            if (!once) {
                                terminal.println("Ctrl-C stops everything"
                                        + (data == null ? " and leaves nothing." : "; what is in " + data + " stays."));
                                terminal.flush();
                            }
                        },
                        once);
    }

    private static Path fresh(Path data) throws IOException {
        Files.createDirectories(data);
        try (Stream<Path> inside = Files.list(data)) {
            if (inside.findAny().isPresent()) {
                throw new StartRefused("--data: value: " + data + " (expected: an empty folder)");
            }
        }
        return data;
    }
}
