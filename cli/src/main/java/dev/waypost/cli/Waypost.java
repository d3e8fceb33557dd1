package dev.waypost.cli;

import dev.waypost.cli.remote.ApiKeyCommand;
import dev.waypost.cli.remote.BulkSwitchCommand;
import dev.waypost.cli.remote.CompletionCommand;
import dev.waypost.cli.remote.DoctorCommand;
import dev.waypost.cli.remote.EndpointCommand;
import dev.waypost.cli.remote.ExitCode;
import dev.waypost.cli.remote.ExportCommand;
import dev.waypost.cli.remote.HubCommand;
import dev.waypost.cli.remote.ImportCommand;
import dev.waypost.cli.remote.InboundCommands;
import dev.waypost.cli.remote.LocksCommand;
import dev.waypost.cli.remote.MessageCommands;
import dev.waypost.cli.remote.OperationCommands;
import dev.waypost.cli.remote.RemoteFailure;
import dev.waypost.cli.remote.SessionCommand;
import dev.waypost.cli.remote.TailCommand;
import dev.waypost.cli.remote.TenantCommand;
import dev.waypost.embedded.StartRefused;
import dev.waypost.platform.settings.SettingsRefused;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The program behind `./waypost`. What goes wrong is told in one line on standard error, with an exit code that is not
/// 0.
@Command(
        name = "waypost",
        description = "Multi-tenant WhatsApp messaging on this machine.",
        mixinStandardHelpOptions = true,
        version = "waypost 0.1.0",
        footer = {
            "",
            "Exit codes: 0 done, 1 refused or failed, 2 bad input, 3 no answer or not now,",
            "4 not found, 5 not allowed, 6 conflict, 7 some items failed, 130 Ctrl-C.",
            "All of it on one page: docs/cli.md"
        })
public final class Waypost implements Runnable {
    /// In the order of the help.
    private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("up", UpCommand.class);
        COMMANDS.put("demo", DemoCommand.class);
        COMMANDS.put("status", StatusCommand.class);
        COMMANDS.put("keys", KeysCommand.class);
        COMMANDS.put("doctor", DoctorCommand.class);
        COMMANDS.put("tenant", TenantCommand.class);
        COMMANDS.put("endpoint", EndpointCommand.class);
        COMMANDS.put("sessions", SessionCommand.class);
        COMMANDS.put("send", MessageCommands.Send.class);
        COMMANDS.put("messages", MessageCommands.class);
        COMMANDS.put("events", InboundCommands.Events.class);
        COMMANDS.put("tail", TailCommand.class);
        COMMANDS.put("undelivered", InboundCommands.Undelivered.class);
        COMMANDS.put("redrive", InboundCommands.Redrive.class);
        COMMANDS.put("discard", InboundCommands.Discard.class);
        COMMANDS.put("replay", InboundCommands.Replay.class);
        COMMANDS.put("hub", HubCommand.class);
        COMMANDS.put("locks", LocksCommand.class);
        COMMANDS.put("export", ExportCommand.class);
        COMMANDS.put("import", ImportCommand.class);
        COMMANDS.put("bulk-switch", BulkSwitchCommand.class);
        COMMANDS.put("operations", OperationCommands.class);
        COMMANDS.put("api-keys", ApiKeyCommand.class);
        COMMANDS.put("completion", CompletionCommand.class);
    }

    static final int BAD_INPUT = ExitCode.BAD_INPUT.code();
    static final int REFUSED = ExitCode.REFUSED.code();

    @Spec
    @Nullable
    CommandSpec spec;

    public static void main(String[] args) {
        System.exit(commandLine(args).execute(args));
    }

    /// With every command there is.
    static CommandLine commandLine() {
        return commandLine(new String[0]);
    }

    /// With the one command that is asked for, where that is plain: picocli reads the annotations of every command it
    /// is given, which takes longer than most commands do.
    static CommandLine commandLine(String[] args) {
        CommandLine program = new CommandLine(new Waypost());
        @Nullable Class<?> asked = args.length == 0 ? null : COMMANDS.get(args[0]);
        // Completion is about all of them.
        if (asked == null || asked == CompletionCommand.class) {
            COMMANDS.values().forEach(program::addSubcommand);
        } else {
            program.addSubcommand(asked);
        }
        return program.setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((problem, arguments) -> badInput(problem))
                .setExecutionExceptionHandler((problem, command, parsed) -> failed(problem, command));
    }

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }

    private static int badInput(CommandLine.ParameterException problem) {
        var line = String.valueOf(problem.getMessage()).lines().findFirst().orElse("bad input");
        if (problem instanceof CommandLine.UnmatchedArgumentException unmatched) {
            var word = unmatched.getUnmatched().getFirst();
            line = "unknown " + (word.startsWith("-") ? "option " : "command or argument ") + word
                    + Nearest.to(word, known(problem.getCommandLine()))
                            .map(near -> " (did you mean " + near + "?)")
                            .orElse("");
        }
        tell(
                problem.getCommandLine().getErr(),
                line + "; see " + problem.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return BAD_INPUT;
    }

    private static List<String> known(CommandLine command) {
        var known = new ArrayList<>(command.getSubcommands().keySet());
        command.getCommandSpec().options().forEach(option -> known.addAll(List.of(option.names())));
        return known;
    }

    private static int failed(Exception problem, CommandLine command) {
        for (@Nullable Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof RemoteFailure failure) {
                tell(command.getErr(), String.valueOf(failure.getMessage()));
                failure.more().forEach(line -> command.getErr().println("  " + plain(line)));
                command.getErr().flush();
                return failure.exit().code();
            }
            if (cause instanceof StartRefused || cause instanceof SettingsRefused) {
                tell(command.getErr(), String.valueOf(cause.getMessage()));
                return REFUSED;
            }
        }
        var log = StartLog.keep(problem);
        tell(command.getErr(), "unexpected: " + problem + "; please report it with the log " + log);
        return REFUSED;
    }

    private static void tell(PrintWriter err, String line) {
        err.println("waypost: " + plain(line));
        err.flush();
    }

    /// One line that draws nothing: parts of it may be what somebody else wrote.
    private static String plain(String line) {
        return line.replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", " ");
    }
}
