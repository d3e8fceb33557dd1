package dev.waypost.cli;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// What commands there are.
public final class CommandsUnderTest {
    private CommandsUnderTest() {}

    /// Those that take this option, as they are typed.
    public static List<String> having(String option) {
        return below(Waypost.commandLine().getCommandSpec())
                .filter(spec -> spec.findOption(option) != null)
                .map(CommandSpec::qualifiedName)
                .distinct()
                .toList();
    }

    /// Whether a word only holds commands.
    public static boolean isGroup(String word) {
        CommandLine command = Waypost.commandLine().getSubcommands().get(word);
        return command != null && !command.getSubcommands().isEmpty();
    }

    private static Stream<CommandSpec> below(CommandSpec spec) {
        return Stream.concat(
                Stream.of(spec),
                spec.subcommands().values().stream().distinct().flatMap(command -> below(command.getCommandSpec())));
    }
}
