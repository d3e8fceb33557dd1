package dev.waypost.console.hub;

import static dev.waypost.console.hub.HubShapes.PROJECT;

import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Page;
import dev.waypost.console.edge.Peers;
import dev.waypost.console.json.Json;
import dev.waypost.proto.config.v1.CreateProjectRequest;
import dev.waypost.proto.config.v1.DeleteProjectRequest;
import dev.waypost.proto.config.v1.GetProjectRequest;
import dev.waypost.proto.config.v1.HubServiceGrpc;
import dev.waypost.proto.config.v1.HubServiceGrpc.HubServiceBlockingStub;
import dev.waypost.proto.config.v1.ListProjectsRequest;
import dev.waypost.proto.config.v1.Mapping;
import dev.waypost.proto.config.v1.Project;
import dev.waypost.proto.config.v1.RotateProjectSecretRequest;
import dev.waypost.proto.config.v1.UpdateProjectRequest;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Projects: the backends that get what users write.
@Controller
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class ProjectController {
    private final Edge edge;
    private final Peers peers;

    ProjectController(Edge edge, Peers peers) {
        this.edge = edge;
        this.peers = peers;
    }

    @Get("/admin/projects")
    public HttpResponse<byte[]> list(HttpRequest<?> request) {
        return list(request, ListProjectsRequest.newBuilder());
    }

    @Get("/admin/phone-numbers/{phoneNumberId}/projects")
    public HttpResponse<byte[]> listOf(HttpRequest<?> request, String phoneNumberId) {
        return edge.answer(request, PROJECT, in -> {
            var answer = hub(in).listProjects(
                            in.query(PROJECT, ListProjectsRequest.newBuilder().setPhoneNumberId(phoneNumberId))
                                    .build());
            Map<String, Mapping> mappings = answer.getMappingsList().stream()
                    .collect(Collectors.toMap(Mapping::getProjectId, Function.identity(), (first, _) -> first));
            return Page.of(
                    in, answer.getProjectsList(), project -> mapped(project, mappings), answer.getNextPageToken());
        });
    }

    @Post("/admin/projects/{projectId}/rotate")
    public HttpResponse<byte[]> rotate(HttpRequest<byte[]> request, String projectId) {
        return edge.answer(request, PROJECT, in -> {
            var answer = hub(in).rotateProjectSecret(in.read(
                            PROJECT, RotateProjectSecretRequest.newBuilder().setProjectId(projectId))
                    .build());
            return Answer.ok(PROJECT.write(answer.getProject()).put("signing_secret", answer.getGeneratedSecret()));
        });
    }

    private static Json mapped(Project project, Map<String, Mapping> mappings) {
        Mapping mapping = mappings.get(project.getProjectId());
        Json json = PROJECT.write(project).put("project_id", project.getProjectId());
        return mapping == null ? json : json.put("priority", mapping.getPriority());
    }

    @Post("/admin/projects")
    public HttpResponse<byte[]> create(HttpRequest<byte[]> request) {
        return edge.answer(request, PROJECT, in -> {
            var answer = hub(in).createProject(
                            in.read(PROJECT, CreateProjectRequest.newBuilder()).build());
            // Shown this once: the project needs it to check our signature, and we never show a stored secret.
            return Answer.created(
                    PROJECT.write(answer.getProject()).put("signing_secret", answer.getGeneratedSecret()));
        });
    }

    @Get("/admin/projects/{projectId}")
    public HttpResponse<byte[]> get(HttpRequest<?> request, String projectId) {
        return edge.answer(
                request,
                PROJECT,
                in -> Answer.ok(PROJECT.write(hub(in).getProject(
                                in.query(PROJECT, GetProjectRequest.newBuilder().setProjectId(projectId))
                                        .build())
                        .getProject())));
    }

    @Patch("/admin/projects/{projectId}")
    public HttpResponse<byte[]> update(HttpRequest<byte[]> request, String projectId) {
        return edge.answer(
                request,
                PROJECT,
                in -> Answer.ok(PROJECT.write(hub(in).updateProject(in.read(
                                        PROJECT,
                                        UpdateProjectRequest.newBuilder().setProjectId(projectId),
                                        (change, fields) -> change.setClearHeaders(fields.isNull("headers")))
                                .build())
                        .getProject())));
    }

    @Delete("/admin/projects/{projectId}")
    public HttpResponse<byte[]> delete(HttpRequest<?> request, String projectId) {
        return edge.answer(request, PROJECT, in -> {
            hub(in).deleteProject(
                            in.query(PROJECT, DeleteProjectRequest.newBuilder().setProjectId(projectId))
                                    .build());
            return Answer.noContent();
        });
    }

    private HttpResponse<byte[]> list(HttpRequest<?> request, ListProjectsRequest.Builder asked) {
        return edge.answer(request, PROJECT, in -> {
            var answer = hub(in).listProjects(in.query(PROJECT, asked).build());
            return Page.of(in, answer.getProjectsList(), PROJECT::write, answer.getNextPageToken());
        });
    }

    private HubServiceBlockingStub hub(Incoming in) {
        return peers.config(in, HubServiceGrpc::newBlockingStub);
    }
}
