package dev.waypost.config.gateway;

import dev.waypost.config.change.Changeset;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Gives codes to tenants and takes them back, within a change that somebody else commits.
@Singleton
final class Codes {
    private final CodeStore store;
    private final GatewayStore gateways;

    Codes(CodeStore store, GatewayStore gateways) {
        this.store = store;
        this.gateways = gateways;
    }

    /// Giving it again changes nothing.
    Code set(Changeset change, String gatewayId, String code, String tenantId) throws SQLException {
        checkGateway(change, gatewayId);
        Optional<Code> held = store.find(change.sql(), gatewayId, code);
        if (held.isPresent()) {
            return held.filter(one -> one.tenantId().equals(tenantId)).orElseThrow(() -> taken(held.get()));
        }
        change.touch(tenantId);
        store.add(change.sql(), gatewayId, code, tenantId);
        Code after = store.find(change.sql(), gatewayId, code).orElseThrow();
        change.audit("gateway_code.set", path(after), tenantId, null, Map.of("link", after.linkText()));
        return after;
    }

    /// Users who are locked stay locked.
    void delete(Changeset change, String gatewayId, String code, String tenantId) throws SQLException {
        Code held = store.find(change.sql(), gatewayId, code)
                .filter(one -> one.tenantId().equals(tenantId))
                .orElseThrow(() -> Gateways.GATEWAY
                        .missing(gatewayId)
                        .with("code", code)
                        .detail("There is no such gateway, or the tenant has no such code there."));
        store.delete(change.sql(), held);
        change.touch(tenantId);
        change.audit("gateway_code.deleted", path(held), tenantId, Map.of("link", held.linkText()), null);
    }

    /// A caller for some tenants gives codes only where one of them speaks for the number or was let in before.
    private void checkGateway(Changeset change, String gatewayId) throws SQLException {
        Gateway gateway = gateways.find(change.sql(), gatewayId).orElseThrow(() -> Gateways.GATEWAY.missing(gatewayId));
        Caller caller = Caller.current();
        if (!caller.mayActFor(gateway.tenantId())) {
            List<String> coded = store.tenantsOf(change.sql(), gatewayId);
            if (coded.stream().noneMatch(caller::mayActFor)) {
                throw Gateways.GATEWAY.missing(gatewayId);
            }
        }
    }

    private static Fault taken(Code held) {
        Fault taken = Fault.of(Reason.ALREADY_EXISTS)
                .with("gateway_id", held.gatewayId())
                .with("code", held.code());
        return Caller.current().tenants().isEmpty()
                ? taken.with("tenant_id", held.tenantId())
                        .detail("Code " + held.code() + " leads to tenant " + held.tenantId() + ".")
                : taken.detail("The code leads to another tenant.");
    }

    private static String path(Code code) {
        return "gateway_code/" + code.gatewayId() + "/" + code.code();
    }
}
