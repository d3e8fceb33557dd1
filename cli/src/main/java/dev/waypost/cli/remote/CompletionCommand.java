package dev.waypost.cli.remote;

import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `waypost completion`: the script that lets a shell complete commands and options.
@Command(
        name = "completion",
        description = "Print a completion script: source <(waypost completion) in bash, or in zsh after bashcompinit.",
        mixinStandardHelpOptions = true)
public final class CompletionCommand implements Runnable {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            var out = spec.commandLine().getOut();
            out.println(AutoComplete.bash("waypost", spec.root().commandLine()));
            out.flush();
        }
    }
}
