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
    private static final String NONE = "none yet";

    private record Step(String what, String outcome, String advice) {
        /// That there is nothing yet is how every installation begins.
        boolean isWrong() {
            return !outcome.equals("ok") && !outcome.equals(NONE);
        }
    }

    @Override
    void ask(Remote remote) {
        List<Step> steps = new ArrayList<>();
        boolean reached =
                look(steps, "the console answers", "is it started, and is --url right?", () -> remote.get("/health"));
        if (reached) {
            look(
                    steps,
                    "the key is taken",
                    "make one with the admin key: waypost api-keys new",
                    () -> remote.get("/api/whatsapp/tenants?pageSize=1"));
            services(remote, steps);
            tenants(remote, steps);
        }
        if (isTable()) {
            steps.forEach(this::print);
        } else {
            json(Remote.JSON.valueToTree(steps));
        }
        long wrong = steps.stream().filter(Step::isWrong).count();
        if (wrong > 0) {
            throw new RemoteFailure(ExitCode.REFUSED, wrong + (wrong == 1 ? " thing is" : " things are") + " wrong");
        }
    }

    private void print(Step step) {
        say(Cells.padded(step.outcome(), 13) + step.what());
        if (!step.advice().isEmpty()) {
            say(Cells.padded("", 13) + "do: " + Cells.plain(step.advice()));
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
            steps.add(new Step(
                    "there is a tenant",
                    none ? NONE : "ok",
                    none ? "waypost endpoint set, or: waypost tenant add" : ""));
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
