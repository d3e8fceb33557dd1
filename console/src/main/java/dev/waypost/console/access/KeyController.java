package dev.waypost.console.access;

import static dev.waypost.console.access.KeyShapes.KEY;

import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Page;
import dev.waypost.console.edge.Peers;
import dev.waypost.proto.config.v1.ApiKeyServiceGrpc;
import dev.waypost.proto.config.v1.ApiKeyServiceGrpc.ApiKeyServiceBlockingStub;
import dev.waypost.proto.config.v1.CreateApiKeyRequest;
import dev.waypost.proto.config.v1.ListApiKeysRequest;
import dev.waypost.proto.config.v1.RevokeApiKeyRequest;
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

/// The keys with which callers call.
@Controller("/admin/keys")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class KeyController {
    private final Edge edge;
    private final Peers peers;

    KeyController(Edge edge, Peers peers) {
        this.edge = edge;
        this.peers = peers;
    }

    @Get
    public HttpResponse<byte[]> list(HttpRequest<?> request) {
        return edge.answer(request, KEY, in -> {
            var answer = keys(in).listApiKeys(
                            in.query(KEY, ListApiKeysRequest.newBuilder()).build());
            return Page.of(in, answer.getApiKeysList(), KEY::write, answer.getNextPageToken());
        });
    }

    @Post
    public HttpResponse<byte[]> create(HttpRequest<byte[]> request) {
        return edge.answer(request, KEY, in -> {
            var answer = keys(in).createApiKey(
                            in.read(KEY, CreateApiKeyRequest.newBuilder()).build());
            // Shown this once: nobody keeps it, neither we.
            return Answer.created(KEY.write(answer.getApiKey()).put("key", answer.getSecret()));
        });
    }

    /// Answers the key as it stays in the list: revoked, and never forgotten.
    @Delete("/{keyId}")
    public HttpResponse<byte[]> revoke(HttpRequest<?> request, String keyId) {
        return edge.answer(
                request,
                KEY,
                in -> Answer.ok(KEY.write(keys(in).revokeApiKey(
                                in.query(KEY, RevokeApiKeyRequest.newBuilder().setKeyId(keyId))
                                        .build())
                        .getApiKey())));
    }

    private ApiKeyServiceBlockingStub keys(Incoming in) {
        return peers.config(in, ApiKeyServiceGrpc::newBlockingStub);
    }
}
