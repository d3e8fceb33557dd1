package dev.waypost.config.hub;

import dev.waypost.config.credential.Credentials;
import dev.waypost.config.credential.SecretKind;
import dev.waypost.proto.config.v1.CreateProjectRequest;
import dev.waypost.proto.config.v1.CreateProjectResponse;
import dev.waypost.proto.config.v1.DeleteProjectRequest;
import dev.waypost.proto.config.v1.DeleteProjectResponse;
import dev.waypost.proto.config.v1.DisableProjectRequest;
import dev.waypost.proto.config.v1.DisableProjectResponse;
import dev.waypost.proto.config.v1.GetProjectRequest;
import dev.waypost.proto.config.v1.GetProjectResponse;
import dev.waypost.proto.config.v1.ListProjectsRequest;
import dev.waypost.proto.config.v1.ListProjectsResponse;
import dev.waypost.proto.config.v1.UpdateProjectRequest;
import dev.waypost.proto.config.v1.UpdateProjectResponse;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// Projects over gRPC.
@Singleton
final class ProjectApi {
    private final ProjectStore store;
    private final MappingStore mappings;
    private final Projects projects;
    private final ProjectWireApi wire;
    private final HubCommits commits;

    ProjectApi(ProjectStore store, MappingStore mappings, Projects projects, ProjectWireApi wire, HubCommits commits) {
        this.store = store;
        this.mappings = mappings;
        this.projects = projects;
        this.wire = wire;
        this.commits = commits;
    }

    CreateProjectResponse create(CreateProjectRequest r) {
        // Set only by the request that makes the project: what is kept for repeats holds no secret.
        var generated = new AtomicReference<>("");
        CreateProjectResponse kept = commits.commit(r.getRequestId(), r, CreateProjectResponse.parser(), change -> {
            String id = r.getProjectId().isEmpty() ? store.nextId(change.sql()) : r.getProjectId();
            String secret = r.getSigningSecret();
            if (secret.isEmpty()) {
                secret = Credentials.newSecret(SecretKind.SIGNING_SECRET);
                generated.set(secret);
            }
            Project added = projects.add(change, wire.read(r, id, secret));
            return CreateProjectResponse.newBuilder()
                    .setProject(ProjectWireApi.write(added))
                    .build();
        });
        return kept.toBuilder().setGeneratedSecret(generated.get()).build();
    }

    GetProjectResponse get(GetProjectRequest r) {
        String id = r.getProjectId();
        return GetProjectResponse.newBuilder()
                .setProject(ProjectWireApi.write(Hub.PROJECT.seen(id, r.getTenantId(), store.find(id))))
                .build();
    }

    ListProjectsResponse list(ListProjectsRequest r) {
        Page page = Page.of(r.getPageToken(), r.getPageSize(), r.getTenantId());
        var answer = ListProjectsResponse.newBuilder();
        List<String> ids = new ArrayList<>();
        String next = page.fill(
                store.list(page, r.getPhoneNumberId(), ProjectWireApi.causes(r.getDisableCausesList())),
                one -> {
                    answer.addProjects(ProjectWireApi.write(one));
                    ids.add(one.id());
                },
                Project::id);
        if (!r.getPhoneNumberId().isEmpty()) {
            mappings.find(r.getPhoneNumberId(), ids).stream()
                    .map(HubWireApi::write)
                    .forEach(answer::addMappings);
        }
        return answer.setNextPageToken(next).build();
    }

    UpdateProjectResponse update(UpdateProjectRequest r) {
        return commits.commit(r.getRequestId(), r, UpdateProjectResponse.parser(), change -> {
            Project after =
                    projects.update(change, r.getProjectId(), r.getExpectedRevision(), held -> wire.edit(r, held));
            return UpdateProjectResponse.newBuilder()
                    .setProject(ProjectWireApi.write(after))
                    .build();
        });
    }

    DisableProjectResponse disable(DisableProjectRequest r) {
        return commits.commit(r.getRequestId(), r, DisableProjectResponse.parser(), change -> {
            Project after = projects.disable(
                    change, r.getProjectId(), r.getExpectedRevision(), ProjectWireApi.name(r.getCause()));
            return DisableProjectResponse.newBuilder()
                    .setProject(ProjectWireApi.write(after))
                    .build();
        });
    }

    DeleteProjectResponse delete(DeleteProjectRequest r) {
        return commits.commit(r.getRequestId(), r, DeleteProjectResponse.parser(), change -> {
            projects.delete(change, r.getProjectId(), r.getExpectedRevision());
            return DeleteProjectResponse.getDefaultInstance();
        });
    }
}
