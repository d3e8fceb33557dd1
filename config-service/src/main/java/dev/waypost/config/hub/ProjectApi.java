package dev.waypost.config.hub;

import dev.waypost.config.change.Commits;
import dev.waypost.config.change.Names;
import dev.waypost.config.credential.Credentials;
import dev.waypost.config.credential.SealedSecret;
import dev.waypost.config.credential.SecretKind;
import dev.waypost.configclient.SealedFields;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.proto.config.v1.CreateProjectRequest;
import dev.waypost.proto.config.v1.CreateProjectResponse;
import dev.waypost.proto.config.v1.GetProjectResponse;
import dev.waypost.proto.config.v1.ListMappingsRequest;
import dev.waypost.proto.config.v1.ListMappingsResponse;
import dev.waypost.proto.config.v1.ListProjectsRequest;
import dev.waypost.proto.config.v1.ListProjectsResponse;
import dev.waypost.proto.config.v1.MapProjectRequest;
import dev.waypost.proto.config.v1.MapProjectResponse;
import dev.waypost.proto.config.v1.UnmapProjectRequest;
import dev.waypost.proto.config.v1.UnmapProjectResponse;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/// Projects and mappings over gRPC.
@Singleton
final class ProjectApi {
    private final ProjectStore store;
    private final Projects projects;
    private final Commits commits;
    private final Vault vault;
    private final GuardedHttp http;

    ProjectApi(ProjectStore store, Projects projects, Commits commits, Vault vault, GuardedHttp http) {
        this.store = store;
        this.projects = projects;
        this.commits = commits;
        this.vault = vault;
        this.http = http;
    }

    CreateProjectResponse create(CreateProjectRequest r) {
        Fault violations = Names.violations();
        Names.check(violations, "project_id", r.getProjectId());
        Names.check(violations, "tenant_id", r.getTenantId());
        r.getHeadersMap().keySet().stream()
                .filter(name -> !name.matches("[A-Za-z0-9-]{1,64}"))
                .forEach(name -> violations.violation(
                        "headers", "value: a name that is none (expected: 1 to 64 of A-Z a-z 0-9 -)"));
        Names.raise(violations);
        if (!r.getUrl().isEmpty()) {
            http.check(URI.create(r.getUrl()));
        }
        // Set only by the request that makes the project: what is kept for repeats holds no secret.
        var generated = new AtomicReference<>("");
        CreateProjectResponse kept =
                commits.commit(Commits.HUB, r.getRequestId(), r, CreateProjectResponse.parser(), change -> {
                    String id = r.getProjectId().isEmpty() ? store.nextId(change.sql()) : r.getProjectId();
                    String secret = r.getSigningSecret();
                    if (secret.isEmpty()) {
                        secret = Credentials.newSecret(SecretKind.SIGNING_SECRET);
                        generated.set(secret);
                    }
                    Project added = projects.add(change, project(r, id, secret));
                    return CreateProjectResponse.newBuilder()
                            .setProject(HubWireApi.write(added))
                            .build();
                });
        return kept.toBuilder().setGeneratedSecret(generated.get()).build();
    }

    GetProjectResponse get(String projectId, String tenantId) {
        Project found = store.find(projectId)
                .orElseThrow(() -> Fault.of(Reason.PROJECT_NOT_FOUND).with("project_id", projectId));
        TreeApi.checkSeen(found.tenantId(), tenantId, Reason.PROJECT_NOT_FOUND, "project_id", projectId);
        return GetProjectResponse.newBuilder()
                .setProject(HubWireApi.write(found))
                .build();
    }

    ListProjectsResponse list(ListProjectsRequest r) {
        Page page = Page.of(r.getPageToken(), r.getPageSize(), r.getTenantId());
        List<Project> found = store.list(page, r.getPhoneNumberId());
        var answer = ListProjectsResponse.newBuilder();
        for (Project project : page.cut(found)) {
            answer.addProjects(HubWireApi.write(project));
            if (!r.getPhoneNumberId().isEmpty()) {
                var one = new Page("", 1, "", List.of());
                store.mappings(one, r.getPhoneNumberId(), project.id()).stream()
                        .map(HubWireApi::write)
                        .forEach(answer::addMappings);
            }
        }
        if (page.hasNext(found)) {
            answer.setNextPageToken(page.cut(found).getLast().id());
        }
        return answer.build();
    }

    MapProjectResponse map(MapProjectRequest r) {
        return commits.commit(Commits.HUB, r.getRequestId(), r, MapProjectResponse.parser(), change -> {
            Mapping mapping = projects.map(change, r.getPhoneNumberId(), r.getProjectId(), r.getPriority());
            return MapProjectResponse.newBuilder()
                    .setMapping(HubWireApi.write(mapping))
                    .build();
        });
    }

    UnmapProjectResponse unmap(UnmapProjectRequest r) {
        return commits.commit(Commits.HUB, r.getRequestId(), r, UnmapProjectResponse.parser(), change -> {
            projects.unmap(change, r.getPhoneNumberId(), r.getProjectId());
            return UnmapProjectResponse.getDefaultInstance();
        });
    }

    ListMappingsResponse list(ListMappingsRequest r) {
        Page page = Page.of(r.getPageToken(), r.getPageSize(), r.getTenantId());
        List<Mapping> found = store.mappings(page, r.getPhoneNumberId(), r.getProjectId());
        var answer = ListMappingsResponse.newBuilder();
        page.cut(found).stream().map(HubWireApi::write).forEach(answer::addMappings);
        if (page.hasNext(found)) {
            Mapping last = page.cut(found).getLast();
            answer.setNextPageToken(last.phoneNumberId() + "/" + last.projectId());
        }
        return answer.build();
    }

    private Project project(CreateProjectRequest r, String id, String secret) {
        Map<String, String> headers = new HashMap<>();
        r.getHeadersMap()
                .forEach((name, value) ->
                        headers.put(name, vault.seal(value, SealedFields.HUB, SealedFields.projectHeader(id, name))));
        long timeout = r.getTimeout().getSeconds() * 1000 + r.getTimeout().getNanos() / 1_000_000;
        return new Project(
                id,
                Names.orNull(r.getTenantId()),
                r.getName().isEmpty() ? id : r.getName(),
                r.getUrl(),
                r.getDescription(),
                headers,
                SealedSecret.of(vault, secret, SealedFields.HUB, SealedFields.projectSecret(id), null),
                !r.hasActive() || r.getActive(),
                r.getMaxInFlight(),
                timeout,
                1,
                Instant.EPOCH,
                Instant.EPOCH);
    }
}
