package dev.waypost.console.hub;

import static dev.waypost.console.hub.HubShapes.MAPPING;

import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Page;
import dev.waypost.console.edge.Peers;
import dev.waypost.proto.config.v1.HubServiceGrpc;
import dev.waypost.proto.config.v1.HubServiceGrpc.HubServiceBlockingStub;
import dev.waypost.proto.config.v1.ListMappingsRequest;
import dev.waypost.proto.config.v1.MapProjectRequest;
import dev.waypost.proto.config.v1.UnmapProjectRequest;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/// Which phone number's events go to which projects, and which of them first.
@Controller("/admin/mappings")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class MappingController {
    private final Edge edge;
    private final Peers peers;

    MappingController(Edge edge, Peers peers) {
        this.edge = edge;
        this.peers = peers;
    }

    @Get
    public HttpResponse<byte[]> list(HttpRequest<?> request) {
        return edge.answer(request, MAPPING, in -> {
            var answer = hub(in).listMappings(
                            in.query(MAPPING, ListMappingsRequest.newBuilder()).build());
            return Page.of(in, answer.getMappingsList(), MAPPING::write, answer.getNextPageToken());
        });
    }

    @Post
    public HttpResponse<byte[]> map(HttpRequest<byte[]> request) {
        return edge.answer(
                request,
                MAPPING,
                in -> Answer.created(MAPPING.write(hub(in).mapProject(
                                in.read(MAPPING, MapProjectRequest.newBuilder()).build())
                        .getMapping())));
    }

    @Delete("/{phoneNumberId}/{projectId}")
    public HttpResponse<byte[]> unmap(HttpRequest<?> request, String phoneNumberId, String projectId) {
        return edge.answer(request, MAPPING, in -> {
            var asked = UnmapProjectRequest.newBuilder()
                    .setPhoneNumberId(phoneNumberId)
                    .setProjectId(projectId);
            hub(in).unmapProject(in.query(MAPPING, asked).build());
            return Answer.noContent();
        });
    }

    private HubServiceBlockingStub hub(Incoming in) {
        return peers.config(in, HubServiceGrpc::newBlockingStub);
    }
}
