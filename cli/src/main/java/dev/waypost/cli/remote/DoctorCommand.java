package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/// `waypost doctor`: looks at a deployment step by step and says what is wrong with it, and what to do.
@Command(
        name = "doctor",
        description = "Look at a deployment step by step and say what is wrong; exit code 0 when nothing is.",
        mixinStandardHelpOptions = true)
public final class DoctorCommand extends Asking {
    private record Step(String what, String outcome, String advice) {}

    @Override
    void ask(Remote remote) {
        List<Step> steps = new ArrayList<>();
        boolean reached =
                look(steps, "the console answers", "is it started, and is --url right?", () -> remote.get("/health"));
        if (reached) {
            look(
                    steps,
                    "the key is taken",
                    "make a key with POST /admin/keys, or take the admin key",
                    () -> remote.get("/api/whatsapp/tenants?pageSize=1"));
            services(remote, steps);
            tenants(remote, steps);
        }
        List<JsonNode> rows =
                steps.stream().<JsonNode>map(Remote.JSON::valueToTree).toList();
        table(rows, List.of("what", "outcome", "advice"));
        long wrong = steps.stream().filter(step -> !step.outcome().equals("ok")).count();
        if (wrong > 0) {
            throw new RemoteFailure(ExitCode.REFUSED, wrong + (wrong == 1 ? " thing is" : " things are") + " wrong");
        }
    }

    private static void services(Remote remote, List<Step> steps) {
        JsonNode services;
        try {
            services = remote.get("/admin/health").path("services");
        } catch (RemoteFailure e) {
            steps.add(new Step("all services serve", "wrong", "look at Overview in the console, or: waypost status"));
            return;
        }
        services.properties().forEach(service -> {
            boolean well = service.getValue().asText().equals("healthy");
            steps.add(new Step(
                    service.getKey() + " serves",
                    well ? "ok" : service.getValue().asText(),
                    well ? "" : "look at its log and its readiness"));
        });
    }

    private static void tenants(Remote remote, List<Step> steps) {
        try {
            boolean none = remote.list("/api/whatsapp/tenants?pageSize=1", 1).isEmpty();
            steps.add(new Step("there is a tenant", none ? "none yet" : "ok", none ? "waypost tenant add" : ""));
        } catch (RemoteFailure e) {
            // The step before has said why.
        }
    }

    private static boolean look(List<Step> steps, String what, String advice, Runnable work) {
        try {
            work.run();
            steps.add(new Step(what, "ok", ""));
            return true;
        } catch (RemoteFailure e) {
            steps.add(new Step(what, "wrong", e.getMessage() + "; " + advice));
            return false;
        }
    }
}
