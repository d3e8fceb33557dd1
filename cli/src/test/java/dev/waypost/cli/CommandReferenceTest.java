package dev.waypost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.cli.remote.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The reference of commands says what the commands are. `./waypost test -Ddocs=write` writes it anew.
class CommandReferenceTest {
    private static final Path PAGE = Path.of(System.getProperty("waypost.root"), "docs", "cli.md");
    private static final Set<String> EVERYWHERE = Set.of("--url", "--key", "--output", "--full");
    private static final Set<String> NOT_SAID = Set.of("--help", "--version");

    @Test
    void the_reference_of_commands_lists_every_command_as_the_code_has_it() throws IOException {
        StringBuilder page = new StringBuilder("""
                # Command line

                Generated from the commands. `./waypost COMMAND` builds what is missing and runs it; `waypost COMMAND --help` says the same as
                this page. `source <(./waypost completion)` lets bash complete commands and options, and zsh after `bashcompinit`.

                Commands that ask a running Waypost speak the HTTP API of its console, so they work from any machine that reaches it. They take:

                | option | what it means |
                | --- | --- |
                """);
        CommandLine program = Waypost.commandLine();
        CommandSpec asking =
                Objects.requireNonNull(program.getSubcommands().get("tail")).getCommandSpec();
        asking.options().stream()
                .filter(option -> EVERYWHERE.contains(option.longestName()))
                .sorted(Comparator.comparing(OptionSpec::longestName).reversed())
                .forEach(option -> row(page, names(option), option));
        page.append("""

                **Secrets** never need to stand in a command, where every user of the machine and the shell's history see them: options that take one
                take where it is, `env:NAME`, `file:PATH`, `-` for a line of standard input, or `ask` for a question whose answer is not shown.

                **Output.** Tables fit the terminal's width and shorten names, never ids; a column without a value is left out. Times are UTC. In tables phone numbers are masked unless `--full`. With
                `--output json` answers are as the API gave them, numbers included; what takes long prints one object per line. What is not the answer
                (notes, errors) goes to standard error.

                **Asking back.** What cannot be taken back asks first. `--yes` does not ask; where nobody can be asked and `--yes` is missing, nothing is
                done. `--dry-run`, where there is one, says what would be done.

                **Ctrl-C** ends the command, never the work that a service has taken over; the last line says how to come back to it.

                ## Exit codes

                | code | meaning |
                | --- | --- |
                """);
        for (ExitCode code : ExitCode.values()) {
            page.append("| %d | %s |%n".formatted(code.code(), code.meaning()));
        }
        page.append("%n## Commands%n%n| command | what it does |%n| --- | --- |%n".formatted());
        List<CommandSpec> all = new ArrayList<>();
        program.getSubcommands().values().stream().distinct().forEach(each -> collect(each.getCommandSpec(), all));
        all.forEach(spec -> page.append("| [`%s`](#%s) | %s |%n"
                .formatted(
                        spec.qualifiedName(),
                        spec.qualifiedName().replace(' ', '-'),
                        said(String.join(" ", spec.usageMessage().description())))));
        all.forEach(spec -> section(page, spec));

        if ("write".equals(System.getProperty("docs"))) {
            Files.writeString(PAGE, page.toString());
        }
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as("docs/cli.md differs from the code; ./waypost test -Ddocs=write writes it anew")
                .isEqualTo(page.toString());
    }

    @Test
    void every_command_and_option_says_what_it_is_and_fits_a_terminal() {
        List<CommandSpec> all = new ArrayList<>();
        Waypost.commandLine().getSubcommands().values().forEach(each -> collect(each.getCommandSpec(), all));

        for (CommandSpec spec : new LinkedHashSet<>(all)) {
            assertThat(String.join("", spec.usageMessage().description()))
                    .as(spec.qualifiedName())
                    .isNotBlank();
            assertThat(spec.options())
                    .as(spec.qualifiedName())
                    .allMatch(option -> String.join("", option.description()).matches(".*[.…]"));
            assertThat(spec.commandLine().getUsageMessage().lines())
                    .as(spec.qualifiedName())
                    .allMatch(line -> line.length() <= 80);
        }
    }

    @Test
    void whatever_answers_answers_in_json_too() {
        List<CommandSpec> all = new ArrayList<>();
        Waypost.commandLine().getSubcommands().values().forEach(each -> collect(each.getCommandSpec(), all));

        assertThat(all.stream()
                        .filter(spec -> spec.subcommands().isEmpty() && spec.findOption("--output") == null)
                        .map(CommandSpec::qualifiedName))
                .as("what these say is for people, or is a script")
                .containsExactlyInAnyOrder("waypost up", "waypost demo", "waypost completion");
    }

    @Test
    void a_command_by_its_name_is_the_same_as_among_all() {
        Waypost.commandLine().getSubcommands().forEach((name, command) -> {
            CommandLine alone = Waypost.commandLine(new String[] {name, "--help"});
            assertThat(alone.getSubcommands().get(name))
                    .as(name)
                    .satisfies(found -> assertThat(Objects.requireNonNull(found)
                                    .getCommandSpec()
                                    .userObject())
                            .hasSameClassAs(command.getCommandSpec().userObject()));
        });
        assertThat(Waypost.commandLine(new String[] {"tail"}).getSubcommands()).hasSize(1);
        assertThat(Waypost.commandLine(new String[] {"completion"}).getSubcommands())
                .hasSameSizeAs(Waypost.commandLine().getSubcommands());
    }

    private static void collect(CommandSpec spec, List<CommandSpec> into) {
        into.add(spec);
        spec.subcommands().values().stream().distinct().forEach(each -> collect(each.getCommandSpec(), into));
    }

    private static void section(StringBuilder page, CommandSpec spec) {
        page.append("%n### %s%n%n".formatted(spec.qualifiedName()));
        page.append(said(String.join(" ", spec.usageMessage().description()))).append("\n");
        if (spec.aliases().length > 0) {
            page.append("Also `").append(String.join("`, `", spec.aliases())).append("`.\n");
        }
        if (!spec.subcommands().isEmpty()) {
            page.append("\nHas: ")
                    .append(spec.subcommands().values().stream()
                            .distinct()
                            .map(CommandLine::getCommandName)
                            .collect(Collectors.joining(", ")))
                    .append(".\n");
            return;
        }
        page.append("\n```text\n")
                .append(String.join(" ", spec.qualifiedName(), synopsis(spec)).strip())
                .append("\n```\n");
        List<ArgSpec> own = new ArrayList<>(spec.positionalParameters());
        spec.options().stream()
                .filter(option -> !NOT_SAID.contains(option.longestName()))
                .filter(option -> !asks(spec) || !EVERYWHERE.contains(option.longestName()))
                .sorted(Comparator.comparing(OptionSpec::longestName))
                .forEach(own::add);
        if (!own.isEmpty()) {
            page.append("\n| | |\n| --- | --- |\n");
            own.forEach(arg -> row(page, arg instanceof OptionSpec option ? names(option) : arg.paramLabel(), arg));
        }
    }

    /// Whether it asks a running Waypost.
    private static boolean asks(CommandSpec spec) {
        return spec.findOption("--url") != null;
    }

    private static String synopsis(CommandSpec spec) {
        String required = spec.options().stream()
                .filter(OptionSpec::required)
                .map(CommandReferenceTest::names)
                .collect(Collectors.joining(" "));
        String places = spec.positionalParameters().stream()
                .map(PositionalParamSpec.class::cast)
                .map(place -> (place.required() ? place.paramLabel() : "[" + place.paramLabel() + "]")
                        + (place.arity().max() > 1 ? "…" : ""))
                .collect(Collectors.joining(" "));
        boolean more = spec.options().stream()
                .anyMatch(option -> !option.required() && !NOT_SAID.contains(option.longestName()));
        return String.join(" ", more ? "[options]" : "", required, places)
                .replaceAll(" +", " ")
                .strip();
    }

    private static String names(OptionSpec option) {
        String names = String.join(", ", option.names());
        return option.arity().max() > 0 ? names + " " + option.paramLabel() : names;
    }

    private static void row(StringBuilder page, String name, ArgSpec arg) {
        String text = String.join(" ", arg.description())
                .replace("${DEFAULT-VALUE}", String.valueOf(arg.defaultValue()))
                .replace("${COMPLETION-CANDIDATES}", candidates(arg));
        page.append("| `%s` | %s |%n".formatted(name, said(text)));
    }

    private static String candidates(ArgSpec arg) {
        List<String> candidates = new ArrayList<>();
        if (arg.completionCandidates() != null) {
            arg.completionCandidates().forEach(candidates::add);
        }
        return String.join(", ", candidates);
    }

    private static String said(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
