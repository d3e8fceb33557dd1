package dev.waypost.simulator.gateway;

import dev.waypost.simulator.control.FaceNotSpoken;
import dev.waypost.simulator.fault.Fault;
import dev.waypost.simulator.fault.FaultGate;
import dev.waypost.simulator.fault.FaultPlan;
import dev.waypost.simulator.fault.FaultTarget;
import dev.waypost.simulator.gateway.GatewayAccount.Gateway;
import dev.waypost.simulator.http.HttpAnswer;
import dev.waypost.simulator.http.HttpRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `/waha`, `/gowa` and `/evolution`: what each tells about its sessions. Nothing is sent through them yet.
public final class GatewayFace {
    private final GatewayAccounts accounts;
    private final FaultPlan faults;

    public GatewayFace(GatewayAccounts accounts, FaultPlan faults) {
        this.accounts = accounts;
        this.faults = faults;
    }

    /// @param rest the path behind `/waha/` and so on
    public HttpAnswer answer(Gateway gateway, HttpRequest request, String rest) throws InterruptedException {
        List<String> path = Arrays.stream(rest.split("/", -1))
                .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                .toList();
        Fault fault = faults.take(new FaultTarget(request.method(), request.path(), null, null, null));
        return FaultGate.pass(
                fault.answer(), () -> real(gateway, request, path), code -> HttpAnswer.error(500, "code " + code));
    }

    private HttpAnswer real(Gateway gateway, HttpRequest request, List<String> path) {
        Optional<HttpAnswer> answer = request.method().equals("GET")
                ? switch (gateway) {
                    case WAHA -> WahaAnswers.answer(accounts, request, path);
                    case GOWA -> GowaAnswers.answer(accounts, request, path);
                    case EVOLUTION -> EvolutionAnswers.answer(accounts, request, path);
                }
                : Optional.empty();
        return answer.orElseGet(() -> FaceNotSpoken.answer(gateway.name().toUpperCase(Locale.ROOT)));
    }
}
