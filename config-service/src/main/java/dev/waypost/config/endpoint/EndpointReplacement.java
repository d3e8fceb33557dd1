package dev.waypost.config.endpoint;

import dev.waypost.config.change.Changeset;
import dev.waypost.config.credential.SealedSecret;
import dev.waypost.configclient.EndpointRole;
import dev.waypost.configclient.SealedFields;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.ProviderKind;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Puts an endpoint on another server in the place of one that a tenant has, step by step.
@Singleton
public final class EndpointReplacement {
    /// @param session on the new server
    public record Plan(String tenantId, String fromId, String toId, String apiUrl, String session) {}

    /// What a check found.
    ///
    /// @param detail every step with what was found, without secrets
    public record Checked(boolean passed, String detail) {}

    private final Endpoints endpoints;
    private final EndpointStore store;
    private final EndpointCheck check;
    private final CheckTargets targets;
    private final EndpointSettings settings;
    private final Vault vault;
    private final ServerDrainsApi drains;
    private final InstantSource clock;

    EndpointReplacement(
            Endpoints endpoints,
            EndpointStore store,
            EndpointCheck check,
            CheckTargets targets,
            EndpointSettings settings,
            Vault vault,
            ServerDrainsApi drains,
            InstantSource clock) {
        this.endpoints = endpoints;
        this.store = store;
        this.check = check;
        this.targets = targets;
        this.settings = settings;
        this.vault = vault;
        this.drains = drains;
        this.clock = clock;
    }

    /// Fills what is left open, and refuses what cannot be.
    ///
    /// @param wanted with empty texts for what the stored endpoint says
    /// @param hasKey whether a key for the new server is given
    /// @throws Fault TENANT_NOT_FOUND, ENDPOINT_NOT_FOUND, ALREADY_EXISTS and FIELD_INVALID
    public Plan plan(Plan wanted, boolean hasKey) {
        List<StoredEndpoint> held = endpoints.list(wanted.tenantId());
        StoredEndpoint from = held.stream()
                .filter(e ->
                        wanted.fromId().isEmpty() ? e.role() == EndpointRole.ACTIVE : e.id().equals(wanted.fromId()))
                .findFirst()
                .orElseThrow(() -> Endpoints.unknown(wanted.tenantId(), wanted.fromId()));
        Fault violations = Fault.of(Reason.FIELD_INVALID);
        if (from.role() != EndpointRole.ACTIVE) {
            violations.violation("from_endpoint_id", "value: " + from.id() + " (expected: the active endpoint)");
        }
        String session = wanted.session().isEmpty() ? text(from.session()) : wanted.session();
        if (BaseAddress.of(from.apiUrl()).equals(BaseAddress.of(wanted.apiUrl()))
                && session.equals(text(from.session()))) {
            violations.violation(
                    "to_api_url", "value: where the endpoint is already (expected: another server or session)");
        }
        if (!hasKey
                && !BaseAddress.isSameOrigin(from.apiUrl(), wanted.apiUrl())
                && key(from).isPresent()) {
            violations.violation(
                    "api_key", "value: empty (expected: a key of the new server, because it is not the old one's)");
        }
        if (violations.hasViolations()) {
            throw violations;
        }
        if (held.stream().anyMatch(e -> e.id().equals(wanted.toId()))) {
            throw Fault.of(Reason.ALREADY_EXISTS).with("endpoint_id", wanted.toId());
        }
        return new Plan(wanted.tenantId(), from.id(), wanted.toId(), wanted.apiUrl(), session);
    }

    /// How the endpoint does now; must run outside of a transaction.
    public Checked checkSaved(String tenantId, String endpointId) {
        StoredEndpoint saved = endpoints.get(tenantId, endpointId);
        return checked(targets.saved(saved), saved.webhookUrl());
    }

    /// Whether the new server would do; must run outside of a transaction.
    ///
    /// @param apiKey empty takes the old endpoint's
    /// @throws Fault SERVER_DRAINED
    public Checked checkNew(Plan plan, Secret apiKey) {
        drains.check(plan.tenantId(), "", plan.apiUrl(), endpoints.list(plan.tenantId()));
        StoredEndpoint from = endpoints.get(plan.tenantId(), plan.fromId());
        var draft = new CheckTargets.Draft(
                ProviderKind.valueOf(from.provider()),
                plan.apiUrl(),
                from.apiVersion(),
                text(from.phoneNumberId()),
                text(from.wabaId()),
                plan.session(),
                apiKey);
        return checked(targets.draft(draft, Optional.of(from)), "");
    }

    /// Adds the new endpoint as a standby; what is not said of it is as it is with the old one, its other secrets too.
    public void add(Changeset change, Plan plan, Secret apiKey) throws SQLException {
        StoredEndpoint from = required(change, plan.tenantId(), plan.fromId());
        Map<String, Secret> secrets = new HashMap<>();
        from.secrets().forEach((kind, held) -> open(from, kind, held).ifPresent(secret -> secrets.put(kind, secret)));
        if (!apiKey.reveal().isEmpty()) {
            secrets.put("apiKey", apiKey);
        }
        endpoints.set(
                change,
                new NewEndpoint(
                        plan.tenantId(),
                        plan.toId(),
                        0,
                        from.name(),
                        from.provider(),
                        plan.apiUrl(),
                        from.apiVersion(),
                        text(from.phoneNumberId()),
                        text(from.wabaId()),
                        text(from.appId()),
                        plan.session(),
                        EndpointRole.STANDBY,
                        from.priority(),
                        from.weight(),
                        true,
                        "",
                        from.allowedCidrs(),
                        secrets,
                        false));
    }

    /// Gives the old endpoint nothing new any more; what it has under way it ends.
    public void drain(Changeset change, String tenantId, String endpointId, String cause) throws SQLException {
        long revision = change.touch(tenantId);
        StoredEndpoint before = required(change, tenantId, endpointId);
        if (before.role() == EndpointRole.ACTIVE) {
            throw Fault.of(Reason.IN_USE)
                    .detail("The endpoint is active again: somebody switched back.")
                    .with("endpoint_id", endpointId);
        }
        StoredEndpoint after = before.placed(EndpointRole.DRAINING, before.active(), revision, clock.instant());
        store.put(change.sql(), after);
        change.audit("endpoint.draining", after.resource(), tenantId, before.audited(), after.audited(), cause);
    }

    /// Deletes the drained endpoint; one that somebody deleted meanwhile is gone as well.
    ///
    /// @throws Fault IN_USE when somebody uses it again
    public void retire(Changeset change, String tenantId, String endpointId) throws SQLException {
        Optional<StoredEndpoint> held = find(change, tenantId, endpointId);
        if (held.isEmpty()) {
            return;
        }
        if (held.get().role() != EndpointRole.DRAINING) {
            throw Fault.of(Reason.IN_USE)
                    .detail("The endpoint does not drain any more: somebody uses it again.")
                    .with("endpoint_id", endpointId);
        }
        endpoints.delete(change, tenantId, endpointId, 0);
    }

    private Checked checked(EndpointAccess access, String webhookUrl) {
        List<CheckedStep> steps = check.run(access, webhookUrl, settings.checkTimeout());
        return new Checked(
                steps.stream().noneMatch(CheckedStep::failed),
                steps.stream()
                        .filter(step -> step.outcome() != CheckedStep.Outcome.SKIPPED)
                        .map(step -> step.kind() + " " + step.outcome() + " in "
                                + step.latency().toMillis() + " ms"
                                + (step.outcome() == CheckedStep.Outcome.PASSED ? "" : ": " + step.detail()))
                        .collect(Collectors.joining("; ")));
    }

    private Optional<Secret> key(StoredEndpoint endpoint) {
        @Nullable SealedSecret held = endpoint.secrets().get("apiKey");
        return held == null ? Optional.empty() : open(endpoint, "apiKey", held);
    }

    private Optional<Secret> open(StoredEndpoint endpoint, String kind, SealedSecret held) {
        return held.sealed() == null
                ? Optional.empty()
                : Optional.of(Secret.of(
                        vault.open(held.sealed(), endpoint.tenantId(), SealedFields.endpoint(endpoint.id(), kind))));
    }

    private StoredEndpoint required(Changeset change, String tenantId, String endpointId) throws SQLException {
        return find(change, tenantId, endpointId).orElseThrow(() -> Endpoints.unknown(tenantId, endpointId));
    }

    private Optional<StoredEndpoint> find(Changeset change, String tenantId, String endpointId) throws SQLException {
        return store.list(change.sql(), tenantId).stream()
                .filter(e -> e.id().equals(endpointId))
                .findFirst();
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
