package dev.waypost.config.hub;

import dev.waypost.config.change.Changeset;
import dev.waypost.config.change.Names;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Maps numbers to projects, within a change that somebody else commits.
@Singleton
final class Mappings {
    private final MappingStore store;
    private final ProjectStore projects;
    private final NumberStore numbers;

    Mappings(MappingStore store, ProjectStore projects, NumberStore numbers) {
        this.store = store;
        this.projects = projects;
        this.numbers = numbers;
    }

    /// Mapping again changes the priority.
    Mapping map(Changeset change, String phoneNumberId, String projectId, int priority) throws SQLException {
        Project project = Hub.PROJECT.seen(projectId, "", projects.find(change.sql(), projectId));
        List<String> owners = numbers.ownersOf(change.sql(), phoneNumberId);
        Optional<PhoneNumber> number = numbers.find(change.sql(), phoneNumberId);
        if (owners.isEmpty() && number.isEmpty()) {
            throw Hub.NUMBER.missing(phoneNumberId);
        }
        Optional<Mapping> before = store.find(change.sql(), phoneNumberId, projectId);
        store.put(change.sql(), phoneNumberId, projectId, priority);
        switch (OwnerPolicy.decide(owners, project.tenantId())) {
            case OwnerPolicy.Agreed agreed -> change.touch(agreed.tenantId());
            case OwnerPolicy.ProjectJoins joins -> {
                projects.join(change.sql(), phoneNumberId, joins.tenantId());
                change.touch(joins.tenantId());
            }
            case OwnerPolicy.NumberJoins joins -> {
                numbers.update(change.sql(), number.orElseThrow().of(joins.tenantId()));
                projects.join(change.sql(), phoneNumberId, joins.tenantId());
                change.touch(joins.tenantId());
            }
            case OwnerPolicy.Nobody nobody -> {}
            case OwnerPolicy.Foreign foreign ->
                throw Fault.of(Reason.IN_USE)
                        .with("phone_number_id", phoneNumberId)
                        .with("project_id", projectId)
                        .detail("The phone number and the project belong to different tenants.");
            case OwnerPolicy.Ambiguous ambiguous ->
                throw Names.violations()
                        .violation(
                                "project_id",
                                "value: " + projectId + ", of no tenant (expected: one of a tenant, for "
                                        + phoneNumberId + " is an endpoint of several)");
        }
        Mapping after = store.find(change.sql(), phoneNumberId, projectId).orElseThrow();
        audit(change, "mapped", before.orElse(null), after);
        return after;
    }

    void unmap(Changeset change, String phoneNumberId, String projectId) throws SQLException {
        Mapping before = store.find(change.sql(), phoneNumberId, projectId)
                .orElseThrow(() -> Fault.of(Reason.MAPPING_NOT_FOUND)
                        .with("phone_number_id", phoneNumberId)
                        .with("project_id", projectId));
        List<String> owners = numbers.ownersOf(change.sql(), phoneNumberId);
        store.delete(change.sql(), phoneNumberId, projectId);
        change.touchAll(owners.stream()
                .filter(owner -> before.tenantId() == null || before.tenantId().equals(owner))
                .toList());
        audit(change, "unmapped", before, null);
    }

    private static void audit(Changeset change, String verb, @Nullable Mapping before, @Nullable Mapping after)
            throws SQLException {
        Mapping one = after != null ? after : Objects.requireNonNull(before);
        change.audit(
                "project." + verb,
                "mapping/" + one.phoneNumberId() + "/" + one.projectId(),
                one.tenantId(),
                before == null ? null : Map.of("priority", before.priority()),
                after == null ? null : Map.of("priority", after.priority()));
    }
}
