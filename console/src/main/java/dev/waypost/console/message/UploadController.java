package dev.waypost.console.message;

import static dev.waypost.console.message.MessageShapes.UPLOADED;

import com.google.protobuf.ByteString;
import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Company;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Peers;
import dev.waypost.console.edge.Upload;
import dev.waypost.proto.send.v1.MediaServiceGrpc;
import dev.waypost.proto.send.v1.UploadMediaRequest;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

/// Takes files that messages are to carry, piece by piece.
@Controller("/api/whatsapp/media")
@ExecuteOn(TaskExecutors.BLOCKING)
public final class UploadController {
    private static final int MINUTES = 10;

    private final Edge edge;
    private final Peers peers;
    private final Company company;

    UploadController(Edge edge, Peers peers, Company company) {
        this.edge = edge;
        this.peers = peers;
        this.company = company;
    }

    /// The body is the file, and its type is that of the request.
    @Post
    @Consumes(MediaType.ALL)
    public HttpResponse<byte[]> upload(HttpRequest<?> request, @Body InputStream body) {
        return edge.answer(request, UPLOADED, in -> {
            var how =
                    company.query(in, UPLOADED, UploadMediaRequest.newBuilder()).setRequestId(in.requestId());
            if (how.getMimeType().isEmpty()) {
                request.getContentType().ifPresent(type -> how.setMimeType(type.toString()));
            }
            return Answer.created(UPLOADED.write(Upload.send(
                    body,
                    peers.send(in, MediaServiceGrpc::newStub).withDeadlineAfter(MINUTES, TimeUnit.MINUTES)::uploadMedia,
                    (first, chunk) -> (first ? how : UploadMediaRequest.newBuilder())
                            .setChunk(ByteString.copyFrom(chunk))
                            .build())));
        });
    }
}
