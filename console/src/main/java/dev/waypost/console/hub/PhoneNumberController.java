package dev.waypost.console.hub;

import static dev.waypost.console.hub.HubShapes.NUMBER;

import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Page;
import dev.waypost.console.edge.Peers;
import dev.waypost.proto.config.v1.CreatePhoneNumberRequest;
import dev.waypost.proto.config.v1.DeletePhoneNumberRequest;
import dev.waypost.proto.config.v1.GetPhoneNumberRequest;
import dev.waypost.proto.config.v1.HubServiceGrpc;
import dev.waypost.proto.config.v1.HubServiceGrpc.HubServiceBlockingStub;
import dev.waypost.proto.config.v1.ListPhoneNumbersRequest;
import dev.waypost.proto.config.v1.UpdatePhoneNumberRequest;
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

/// Phone numbers of apps.
@Controller
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class PhoneNumberController {
    private final Edge edge;
    private final Peers peers;

    PhoneNumberController(Edge edge, Peers peers) {
        this.edge = edge;
        this.peers = peers;
    }

    @Get("/admin/phone-numbers")
    public HttpResponse<byte[]> list(HttpRequest<?> request) {
        return list(request, ListPhoneNumbersRequest.newBuilder());
    }

    @Get("/admin/apps/{appId}/phone-numbers")
    public HttpResponse<byte[]> listOf(HttpRequest<?> request, String appId) {
        return list(request, ListPhoneNumbersRequest.newBuilder().setAppId(appId));
    }

    @Post("/admin/phone-numbers")
    public HttpResponse<byte[]> create(HttpRequest<byte[]> request) {
        return edge.answer(
                request,
                NUMBER,
                in -> Answer.created(
                        NUMBER.write(hub(in).createPhoneNumber(in.read(NUMBER, CreatePhoneNumberRequest.newBuilder())
                                        .build())
                                .getPhoneNumber())));
    }

    @Get("/admin/phone-numbers/{phoneNumberId}")
    public HttpResponse<byte[]> get(HttpRequest<?> request, String phoneNumberId) {
        return edge.answer(
                request,
                NUMBER,
                in -> Answer.ok(NUMBER.write(hub(in).getPhoneNumber(in.query(
                                        NUMBER,
                                        GetPhoneNumberRequest.newBuilder().setPhoneNumberId(phoneNumberId))
                                .build())
                        .getPhoneNumber())));
    }

    @Patch("/admin/phone-numbers/{phoneNumberId}")
    public HttpResponse<byte[]> update(HttpRequest<byte[]> request, String phoneNumberId) {
        return edge.answer(
                request,
                NUMBER,
                in -> Answer.ok(NUMBER.write(hub(in).updatePhoneNumber(in.read(
                                        NUMBER,
                                        UpdatePhoneNumberRequest.newBuilder().setPhoneNumberId(phoneNumberId))
                                .build())
                        .getPhoneNumber())));
    }

    @Delete("/admin/phone-numbers/{phoneNumberId}")
    public HttpResponse<byte[]> delete(HttpRequest<?> request, String phoneNumberId) {
        return edge.answer(request, NUMBER, in -> {
            hub(in).deletePhoneNumber(in.query(
                            NUMBER, DeletePhoneNumberRequest.newBuilder().setPhoneNumberId(phoneNumberId))
                    .build());
            return Answer.noContent();
        });
    }

    private HttpResponse<byte[]> list(HttpRequest<?> request, ListPhoneNumbersRequest.Builder asked) {
        return edge.answer(request, NUMBER, in -> {
            var answer = hub(in).listPhoneNumbers(in.query(NUMBER, asked).build());
            return Page.of(in, answer.getPhoneNumbersList(), NUMBER::write, answer.getNextPageToken());
        });
    }

    private HubServiceBlockingStub hub(Incoming in) {
        return peers.config(in, HubServiceGrpc::newBlockingStub);
    }
}
