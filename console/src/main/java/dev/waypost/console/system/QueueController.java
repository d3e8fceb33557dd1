package dev.waypost.console.system;

import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Peers;
import dev.waypost.console.json.Json;
import dev.waypost.console.json.Shape;
import dev.waypost.proto.ingress.v1.CacheStats;
import dev.waypost.proto.ingress.v1.ClearCacheRequest;
import dev.waypost.proto.ingress.v1.GetQueueStatsRequest;
import dev.waypost.proto.ingress.v1.GetQueueStatsResponse;
import dev.waypost.proto.ingress.v1.QueueServiceGrpc;
import dev.waypost.proto.ingress.v1.QueueServiceGrpc.QueueServiceBlockingStub;
import dev.waypost.proto.ingress.v1.QueueStats;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/// How much waits, and what is remembered, in the paths of the original hub.
@Controller("/admin/system")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class QueueController {
    static final Shape QUEUE = Shape.snakeCase(QueueStats.getDescriptor());
    static final Shape CACHE = Shape.snakeCase(CacheStats.getDescriptor());

    private final Edge edge;
    private final Peers peers;

    QueueController(Edge edge, Peers peers) {
        this.edge = edge;
        this.peers = peers;
    }

    @Get("/queue/stats")
    public HttpResponse<byte[]> queues(HttpRequest<?> request) {
        return edge.answer(
                request,
                QUEUE,
                in -> Answer.ok(Json.object()
                        .put(
                                "queues",
                                stats(in, QUEUE).getQueuesList().stream()
                                        .map(queue -> QUEUE.write(queue).fields())
                                        .toList())));
    }

    @Get("/cache/stats")
    public HttpResponse<byte[]> caches(HttpRequest<?> request) {
        return edge.answer(
                request,
                CACHE,
                in -> Answer.ok(Json.object()
                        .put(
                                "caches",
                                stats(in, CACHE).getCachesList().stream()
                                        .map(cache -> CACHE.write(cache).fields())
                                        .toList())));
    }

    @Post("/cache/clear")
    public HttpResponse<byte[]> clear(HttpRequest<byte[]> request) {
        return edge.answer(request, CACHE, in -> {
            var cleared = queue(in)
                    .clearCache(in.read(CACHE, ClearCacheRequest.newBuilder()).build());
            return Answer.ok(
                    Json.object().put("status", "cleared").put("dropped_entries", cleared.getDroppedEntries()));
        });
    }

    private GetQueueStatsResponse stats(Incoming in, Shape shape) {
        return queue(in)
                .getQueueStats(
                        in.query(shape, GetQueueStatsRequest.newBuilder()).build());
    }

    private QueueServiceBlockingStub queue(Incoming in) {
        return peers.ingress(in, QueueServiceGrpc::newBlockingStub);
    }
}
