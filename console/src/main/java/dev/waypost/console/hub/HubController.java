package dev.waypost.console.hub;

import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.FieldNames;
import dev.waypost.console.json.Json;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.grpc.GrpcPeers;
import dev.waypost.platform.id.Ids;
import dev.waypost.proto.config.v1.CreateProjectResponse;
import dev.waypost.proto.config.v1.HubServiceGrpc;
import dev.waypost.proto.config.v1.HubServiceGrpc.HubServiceBlockingStub;
import dev.waypost.proto.config.v1.ListAppsRequest;
import dev.waypost.proto.config.v1.ListBusinessAccountsRequest;
import dev.waypost.proto.config.v1.ListPhoneNumbersRequest;
import dev.waypost.proto.config.v1.ListProjectsRequest;
import dev.waypost.proto.config.v1.ListProjectsResponse;
import dev.waypost.proto.config.v1.Mapping;
import dev.waypost.proto.config.v1.Project;
import dev.waypost.proto.config.v1.UnmapProjectRequest;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The hub tree: who gets what users write to which number. Lists are pages; the next one is in the `Link` header.
@Controller("/admin")
@ExecuteOn(TaskExecutors.BLOCKING)
public final class HubController {
    private static final FieldNames ACCOUNT = FieldNames.snakeCase(Map.of("business_account_id", "business_id"));
    private static final FieldNames APP =
            FieldNames.snakeCase(Map.of("app_id", "id", "business_account_id", "business_id"));
    private static final FieldNames NUMBER = FieldNames.snakeCase(
            Map.of("display_number", "phone_number", "name", "display_name", "active", "is_active"));
    private static final FieldNames PROJECT =
            FieldNames.snakeCase(Map.of("project_id", "id", "url", "endpoint", "active", "is_active"));

    private final Edge edge;
    private final GrpcPeers peers;

    HubController(Edge edge, GrpcPeers peers) {
        this.edge = edge;
        this.peers = peers;
    }

    @Get("/business-accounts")
    public HttpResponse<byte[]> businessAccounts(HttpRequest<?> request) {
        return edge.answer(request, caller -> {
            Page page = Page.of(request);
            var answer = hub(caller)
                    .listBusinessAccounts(ListBusinessAccountsRequest.newBuilder()
                            .setPageSize(page.size())
                            .setPageToken(page.token())
                            .setTenantId(page.tenantId())
                            .build());
            return page.answer(answer.getBusinessAccountsList(), HubJson::of, answer.getNextPageToken());
        });
    }

    @Post("/business-accounts")
    public HttpResponse<byte[]> createBusinessAccount(HttpRequest<byte[]> request) {
        return edge.answer(
                request,
                ACCOUNT,
                caller -> Answer.created(HubJson.of(hub(caller)
                        .createBusinessAccount(HubFields.businessAccount(Edge.bodyOf(request)))
                        .getBusinessAccount())));
    }

    @Get("/business-accounts/{businessId}/apps")
    public HttpResponse<byte[]> apps(HttpRequest<?> request, String businessId) {
        return edge.answer(request, caller -> {
            Page page = Page.of(request);
            var answer = hub(caller)
                    .listApps(ListAppsRequest.newBuilder()
                            .setPageSize(page.size())
                            .setPageToken(page.token())
                            .setBusinessAccountId(businessId)
                            .build());
            return page.answer(answer.getAppsList(), HubJson::of, answer.getNextPageToken());
        });
    }

    @Post("/apps")
    public HttpResponse<byte[]> createApp(HttpRequest<byte[]> request) {
        return edge.answer(
                request,
                APP,
                caller -> Answer.created(HubJson.of(hub(caller)
                        .createApp(HubFields.app(Edge.bodyOf(request)))
                        .getApp())));
    }

    @Get("/apps/{appId}/phone-numbers")
    public HttpResponse<byte[]> phoneNumbers(HttpRequest<?> request, String appId) {
        return edge.answer(request, caller -> {
            Page page = Page.of(request);
            var answer = hub(caller)
                    .listPhoneNumbers(ListPhoneNumbersRequest.newBuilder()
                            .setPageSize(page.size())
                            .setPageToken(page.token())
                            .setAppId(appId)
                            .setTenantId(page.tenantId())
                            .build());
            return page.answer(answer.getPhoneNumbersList(), HubJson::of, answer.getNextPageToken());
        });
    }

    @Post("/phone-numbers")
    public HttpResponse<byte[]> createPhoneNumber(HttpRequest<byte[]> request) {
        return edge.answer(
                request,
                NUMBER,
                caller -> Answer.created(HubJson.of(hub(caller)
                        .createPhoneNumber(HubFields.phoneNumber(Edge.bodyOf(request)))
                        .getPhoneNumber())));
    }

    @Get("/phone-numbers/{phoneNumberId}/projects")
    public HttpResponse<byte[]> projectsOf(HttpRequest<?> request, String phoneNumberId) {
        return edge.answer(request, caller -> {
            Page page = Page.of(request);
            ListProjectsResponse answer = hub(caller)
                    .listProjects(ListProjectsRequest.newBuilder()
                            .setPageSize(page.size())
                            .setPageToken(page.token())
                            .setPhoneNumberId(phoneNumberId)
                            .build());
            Map<String, Mapping> mappings = answer.getMappingsList().stream()
                    .collect(Collectors.toMap(Mapping::getProjectId, Function.identity(), (first, _) -> first));
            return page.answer(
                    answer.getProjectsList(), project -> mapped(project, mappings), answer.getNextPageToken());
        });
    }

    @Get("/projects")
    public HttpResponse<byte[]> projects(HttpRequest<?> request) {
        return edge.answer(request, caller -> {
            Page page = Page.of(request);
            ListProjectsResponse answer = hub(caller)
                    .listProjects(ListProjectsRequest.newBuilder()
                            .setPageSize(page.size())
                            .setPageToken(page.token())
                            .setTenantId(page.tenantId())
                            .build());
            return page.answer(answer.getProjectsList(), HubJson::of, answer.getNextPageToken());
        });
    }

    @Post("/projects")
    public HttpResponse<byte[]> createProject(HttpRequest<byte[]> request) {
        return edge.answer(request, PROJECT, caller -> {
            CreateProjectResponse answer = hub(caller).createProject(HubFields.project(Edge.bodyOf(request)));
            // Shown this once: the project needs it to check our signature, and we never show a stored secret.
            return Answer.created(HubJson.of(answer.getProject()).put("signing_secret", answer.getGeneratedSecret()));
        });
    }

    @Post("/mappings")
    public HttpResponse<byte[]> map(HttpRequest<byte[]> request) {
        return edge.answer(
                request,
                caller -> Answer.created(HubJson.of(hub(caller)
                        .mapProject(HubFields.mapping(Edge.bodyOf(request)))
                        .getMapping())));
    }

    @Delete("/mappings/{phoneNumberId}/{projectId}")
    public HttpResponse<byte[]> unmap(HttpRequest<?> request, String phoneNumberId, String projectId) {
        return edge.answer(request, caller -> {
            hub(caller)
                    .unmapProject(UnmapProjectRequest.newBuilder()
                            .setRequestId(Ids.next("req"))
                            .setPhoneNumberId(phoneNumberId)
                            .setProjectId(projectId)
                            .build());
            return Answer.noContent();
        });
    }

    private static Json mapped(Project project, Map<String, Mapping> mappings) {
        Mapping mapping = mappings.get(project.getProjectId());
        Json json = HubJson.of(project).put("project_id", project.getProjectId());
        return mapping == null ? json : json.put("priority", mapping.getPriority());
    }

    private HubServiceBlockingStub hub(Caller caller) {
        return HubServiceGrpc.newBlockingStub(peers.channel("config", caller));
    }
}
