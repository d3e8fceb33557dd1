package dev.waypost.cli;

import dev.waypost.allinone.SuitePorts;
import dev.waypost.allinone.SuiteService;
import dev.waypost.cli.remote.Output;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `waypost status`: asks every service of an installation on this machine whether it is ready.
@Command(
        name = "status",
        description = "Say which services on this machine are ready; exit code 0 when all are.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Option(
            names = "--port-offset",
            paramLabel = "N",
            defaultValue = "0",
            description = "The offset that `up` was given (default: ${DEFAULT-VALUE}).")
    int portOffset;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table or json (default: ${DEFAULT-VALUE}).")
    Output output = Output.TABLE;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        var ports = new SuitePorts(portOffset);
        var all = true;
        var answer = new LinkedHashMap<String, Boolean>();
        for (var service : SuiteService.values()) {
            var ready = Readiness.of(ports.ops(service));
            all &= ready;
            if (output == Output.JSON) {
                answer.put(service.title(), ready);
            } else {
                say("%-16s %s".formatted(service.title(), ready ? "ready" : "not ready"));
            }
        }
        if (output == Output.JSON) {
            say(Output.json(answer));
        }
        return all ? 0 : Waypost.REFUSED;
    }

    private void say(String line) {
        if (spec != null) {
            spec.commandLine().getOut().println(line);
            spec.commandLine().getOut().flush();
        }
    }
}
