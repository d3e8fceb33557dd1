package dev.waypost.console.transfer;

import static dev.waypost.console.transfer.TransferShapes.OPERATION;

import com.google.protobuf.ByteString;
import dev.waypost.console.edge.Download;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Peers;
import dev.waypost.console.edge.Upload;
import dev.waypost.proto.config.v1.ImportTenantsRequest;
import dev.waypost.proto.config.v1.MigrateFromMultiEndpointRequest;
import dev.waypost.proto.config.v1.ReadExportRequest;
import dev.waypost.proto.config.v1.ReadExportResponse;
import dev.waypost.proto.config.v1.TransferServiceGrpc;
import dev.waypost.proto.config.v1.TransferServiceGrpc.TransferServiceStub;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.InputStream;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The files of transfers, up and down, piece by piece: no file is ever whole in memory.
@Controller("/admin/transfers")
@ExecuteOn(TaskExecutors.BLOCKING)
public final class TransferFileController {
    /// Holds the passphrase of a file's secrets: a URL would end in logs.
    public static final String PASSPHRASE = "X-Waypost-Passphrase";

    private static final String LINES = "application/x-ndjson";
    private static final int HOURS = 1;
    private static final Pattern FROM = Pattern.compile("bytes=([0-9]{1,18})-");

    private final Edge edge;
    private final Peers peers;

    TransferFileController(Edge edge, Peers peers) {
        this.edge = edge;
        this.peers = peers;
    }

    @Get("/{transferId}/file")
    @Produces({LINES, "application/problem+json"})
    public HttpResponse<?> read(HttpRequest<?> request, String transferId) {
        return edge.stream(request, OPERATION, in -> {
            Matcher from = FROM.matcher(request.getHeaders().get(HttpHeaders.RANGE, String.class, ""));
            long offset = from.matches() ? Long.parseLong(from.group(1)) : 0;
            Iterator<ReadExportResponse> pieces = peers.config(in, TransferServiceGrpc::newBlockingStub)
                    .withDeadlineAfter(HOURS, TimeUnit.HOURS)
                    .readExport(ReadExportRequest.newBuilder()
                            .setOperationId(transferId)
                            .setOffset(offset)
                            .build());
            // The first piece is asked for here, so that a refusal is still an answer.
            var file = Download.begin(pieces, ReadExportResponse.getDefaultInstance(), ReadExportResponse::getChunk);
            long size = file.first().getTotalSize();
            if (offset > 0 && size <= offset) {
                // It ends exactly there: whoever goes on has it all. The service refuses what lies behind.
                return HttpResponse.status(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
                        .header(HttpHeaders.CONTENT_RANGE, "bytes */" + offset);
            }
            StreamedFile body = new StreamedFile(file, MediaType.of(LINES), System.currentTimeMillis(), size - offset)
                    .attach(transferId + ".jsonl");
            MutableHttpResponse<Object> answer =
                    HttpResponse.status(offset == 0 ? HttpStatus.OK : HttpStatus.PARTIAL_CONTENT);
            answer.header(HttpHeaders.ACCEPT_RANGES, "bytes");
            if (offset > 0) {
                answer.header(HttpHeaders.CONTENT_RANGE, "bytes " + offset + "-" + (size - 1) + "/" + size);
            }
            return answer.body((Object) body);
        });
    }

    @Post("/imports")
    @Consumes({LINES, MediaType.APPLICATION_OCTET_STREAM, MediaType.TEXT_PLAIN})
    public HttpResponse<?> importTenants(HttpRequest<?> request, @Body InputStream body) {
        return edge.answer(request, OPERATION, in -> {
            ImportTenantsRequest.Builder how = in.query(OPERATION, ImportTenantsRequest.newBuilder())
                    .setRequestId(in.requestId())
                    .setPassphrase(request.getHeaders().get(PASSPHRASE, String.class, ""));
            return TransferController.started(Upload.send(
                            body,
                            transfers(in)::importTenants,
                            (first, chunk) -> (first ? how : ImportTenantsRequest.newBuilder())
                                    .setChunk(ByteString.copyFrom(chunk))
                                    .build())
                    .getOperation());
        });
    }

    @Post("/migrations")
    @Consumes({
        LINES,
        MediaType.TEXT_CSV,
        MediaType.APPLICATION_JSON,
        MediaType.APPLICATION_OCTET_STREAM,
        MediaType.TEXT_PLAIN
    })
    public HttpResponse<?> migrate(HttpRequest<?> request, @Body InputStream body) {
        return edge.answer(request, OPERATION, in -> {
            MigrateFromMultiEndpointRequest.Builder how = in.query(
                            OPERATION, MigrateFromMultiEndpointRequest.newBuilder())
                    .setRequestId(in.requestId());
            return TransferController.started(Upload.send(
                            body,
                            transfers(in)::migrateFromMultiEndpoint,
                            (first, chunk) -> (first ? how : MigrateFromMultiEndpointRequest.newBuilder())
                                    .setChunk(ByteString.copyFrom(chunk))
                                    .build())
                    .getOperation());
        });
    }

    private TransferServiceStub transfers(Incoming in) {
        return peers.config(in, TransferServiceGrpc::newStub).withDeadlineAfter(HOURS, TimeUnit.HOURS);
    }
}
