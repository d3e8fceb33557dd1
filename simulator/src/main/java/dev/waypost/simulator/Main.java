package dev.waypost.simulator;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// Runs a simulator until it is told to stop.
public final class Main {
    private static final int DEFAULT_PORT = 8190;
    private static final String PORT_VARIABLE = "WAYPOST_SIMULATOR_PORT";
    private static final String USAGE = "usage: waypost-simulator [--port PORT] [--bind ADDRESS]";

    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        Options options;
        Simulator simulator;
        try {
            options = Options.read(args, System.getenv());
            simulator =
                    Simulator.start(options.port(), SimulatorSettings.defaults().withBind(options.bind()));
        } catch (WrongOption e) {
            System.err.println("simulator: " + e.getMessage());
            System.exit(2);
            return;
        } catch (IOException e) {
            System.err.println("simulator: cannot listen: " + e.getMessage()
                    + " (is the port in use, or the address not this machine's? choose others with --port and --bind)");
            System.exit(1);
            return;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            simulator.close();
            stopped.countDown();
        }));
        System.out.println("simulator is up on http://" + options.bind() + ":" + simulator.port());
        stopped.await();
    }

    /// An option that makes no sense; its message is the line to print.
    static final class WrongOption extends Exception {
        private static final long serialVersionUID = 1;

        WrongOption(String line) {
            super(line);
        }
    }

    record Options(int port, String bind) {

        static Options read(String[] args, Map<String, String> environment) throws WrongOption {
            String bind = "127.0.0.1";
            String variable = environment.get(PORT_VARIABLE);
            int port = variable == null ? DEFAULT_PORT : port(PORT_VARIABLE, variable);
            for (int i = 0; i < args.length; i += 2) {
                if (!args[i].equals("--port") && !args[i].equals("--bind")) {
                    throw new WrongOption("unknown option \"" + args[i] + "\"; " + USAGE);
                }
                if (i + 1 == args.length) {
                    throw new WrongOption(args[i] + ": nothing behind it; " + USAGE);
                }
                if (args[i].equals("--port")) {
                    port = port("--port", args[i + 1]);
                } else {
                    bind = args[i + 1];
                }
            }
            return new Options(port, bind);
        }

        private static int port(String name, String text) throws WrongOption {
            if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65535) {
                throw new WrongOption(name + ": \"" + text + "\" (expected: a port from 0 to 65535)");
            }
            return Integer.parseInt(text);
        }
    }
}
