package dev.waypost.config.hub;

import dev.waypost.config.change.Changeset;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// Registers projects and maps numbers to them, within a change that somebody else commits.
@Singleton
final class Projects {
    private final ProjectStore store;
    private final TreeStore tree;

    Projects(ProjectStore store, TreeStore tree) {
        this.store = store;
        this.tree = tree;
    }

    Project add(Changeset change, Project wanted) throws SQLException {
        if (wanted.tenantId() != null && !tree.tenantExists(change.sql(), wanted.tenantId())) {
            throw Fault.of(Reason.TENANT_NOT_FOUND).with("tenant_id", wanted.tenantId());
        }
        if (!store.add(change.sql(), wanted)) {
            throw Fault.of(Reason.ALREADY_EXISTS).with("project_id", wanted.id());
        }
        change.audit(
                "project.created",
                "project/" + wanted.id(),
                wanted.tenantId(),
                null,
                Map.of("name", wanted.name(), "url", wanted.url(), "active", wanted.active()));
        return store.find(change.sql(), wanted.id()).orElseThrow();
    }

    /// Mapping again changes the priority.
    Mapping map(Changeset change, String phoneNumberId, String projectId, int priority) throws SQLException {
        Project project = store.find(change.sql(), projectId)
                .orElseThrow(() -> Fault.of(Reason.PROJECT_NOT_FOUND).with("project_id", projectId));
        List<String> owners = tree.ownersOf(change.sql(), phoneNumberId);
        if (owners.isEmpty() && tree.number(change.sql(), phoneNumberId).isEmpty()) {
            throw Fault.of(Reason.PHONE_NUMBER_NOT_FOUND).with("phone_number_id", phoneNumberId);
        }
        if (project.tenantId() != null && !owners.isEmpty() && !owners.contains(project.tenantId())) {
            throw Fault.of(Reason.FIELD_INVALID)
                    .violation("project_id", "value: " + projectId + " (expected: a project of the number's tenant)");
        }
        store.map(change.sql(), phoneNumberId, projectId, priority);
        change.touchAll(owners);
        change.audit(
                "project.mapped",
                "mapping/" + phoneNumberId + "/" + projectId,
                project.tenantId(),
                null,
                Map.of("priority", priority));
        return store.mapping(change.sql(), phoneNumberId, projectId).orElseThrow();
    }

    void unmap(Changeset change, String phoneNumberId, String projectId) throws SQLException {
        List<String> owners = tree.ownersOf(change.sql(), phoneNumberId);
        if (!store.unmap(change.sql(), phoneNumberId, projectId)) {
            throw Fault.of(Reason.MAPPING_NOT_FOUND)
                    .with("phone_number_id", phoneNumberId)
                    .with("project_id", projectId);
        }
        change.touchAll(owners);
        change.audit("project.unmapped", "mapping/" + phoneNumberId + "/" + projectId, null, null, null);
    }
}
