package dev.waypost.cli;

import dev.waypost.embedded.StartRefused;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `waypost up`: starts everything on this machine and stays until it is told to stop.
@Command(
        name = "up",
        description = "Start PostgreSQL, Redis, the services, the console, the simulator and a trace viewer here. "
                + "Ctrl-C drains and stops all of it.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class UpCommand implements Callable<Integer> {
    private static final int SHORTEST_KEY = 16;
    private static final int LARGEST_OFFSET = 48000;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".waypost",
            description = "Where everything is kept between starts (default: ${DEFAULT-VALUE}).")
    Path data = Path.of(".waypost");

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            defaultValue = "0",
            description = "Added to every port (default: ${DEFAULT-VALUE}).")
    int portOffset;

    @Option(
            names = "--admin-key",
            paramLabel = "KEY",
            description = "The key that may do everything, at least 16 characters; also WAYPOST_ADMIN_KEY. "
                    + "Without it, one is made and kept in DIR/keys.")
    @Nullable
    String adminKey;

    @Option(names = "--split", description = "One process per service; pids are in DIR/pids, logs in DIR/logs.")
    boolean split;

    @Option(names = "--postgres", paramLabel = "URL", description = "Use this PostgreSQL instead of starting one.")
    @Nullable
    String postgres;

    @Option(names = "--redis", paramLabel = "URL", description = "Use this Redis instead of starting one.")
    @Nullable
    String redis;

    @Option(names = "--no-simulator", description = "Do not start the simulator.")
    boolean noSimulator;

    @Option(names = "--no-traces", description = "Do not start the trace viewer.")
    boolean noTraces;

    @Override
    public Integer call() throws Exception {
        checkOffset(portOffset);
        if (redis != null && !redis.startsWith("redis://") && !redis.startsWith("rediss://")) {
            throw new StartRefused("--redis: value: " + redis + " (expected: redis://host:port)");
        }
        var database = Optional.ofNullable(postgres).map(PostgresAddress::read);
        var options = new UpOptions(
                data,
                portOffset,
                chosenKey(),
                split,
                database,
                Optional.ofNullable(redis),
                !noSimulator,
                !noTraces,
                false);
        return new Up(options).untilStopped();
    }

    static void checkOffset(int portOffset) {
        if (portOffset < 0 || portOffset > LARGEST_OFFSET) {
            throw new StartRefused("--port-offset: value: " + portOffset + " (expected: 0 to " + LARGEST_OFFSET + ")");
        }
    }

    private Optional<String> chosenKey() {
        var option = adminKey != null;
        var key = option ? adminKey : System.getenv("WAYPOST_ADMIN_KEY");
        if (key == null) {
            return Optional.empty();
        }
        if (key.length() < SHORTEST_KEY || !key.chars().allMatch(c -> c > 32 && c < 127)) {
            throw new StartRefused((option ? "--admin-key" : "WAYPOST_ADMIN_KEY") + ": value: " + key.length()
                    + " characters (expected: at least " + SHORTEST_KEY + " visible ASCII characters without spaces)");
        }
        return Optional.of(key);
    }
}
