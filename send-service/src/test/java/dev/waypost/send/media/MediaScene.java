package dev.waypost.send.media;

import com.google.protobuf.ByteString;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.proto.send.v1.Content;
import dev.waypost.proto.send.v1.Media;
import dev.waypost.proto.send.v1.MediaServiceGrpc;
import dev.waypost.proto.send.v1.UploadMediaRequest;
import dev.waypost.proto.send.v1.UploadMediaResponse;
import dev.waypost.send.SendScene;
import dev.waypost.testkit.Fixtures;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/// A sending service in front of a simulator, and files to upload to it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MediaScene {
    static final int MOST = 6_000_000;
    static final int QUOTA = 30_000_000;
    private final Random random = new Random();
    SendScene scene;

    @BeforeAll
    void start() {
        scene = new SendScene(Map.of("waypost.send.media.max-bytes", MOST, "waypost.send.media.quota-bytes", QUOTA));
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    long number(String statement, Object... arguments) {
        return scene.service
                .bean(Db.class)
                .read(sql -> sql.one(statement, row -> row.longValue("n"), arguments))
                .orElseThrow();
    }

    static Content.Builder image(UploadMediaResponse upload) {
        return Content.newBuilder().setImage(Media.newBuilder().setUploadId(upload.getUploadId()));
    }

    UploadMediaResponse uploaded(String mimeType, Integer... sizes) {
        byte[] all = file(mimeType, Stream.of(sizes).mapToInt(Integer::intValue).sum());
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        for (int size : sizes) {
            pieces.add(Arrays.copyOfRange(all, from, from + size));
            from += size;
        }
        return upload(Fixtures.id("req"), mimeType, "a.bin", pieces);
    }

    UploadMediaResponse upload(String request, String mimeType, String filename, List<byte[]> pieces) {
        return upload(scene.tenant, request, mimeType, filename, pieces);
    }

    UploadMediaResponse upload(String tenant, String request, String mimeType, String filename, List<byte[]> pieces) {
        var answer = new Answer();
        StreamObserver<UploadMediaRequest> stream =
                MediaServiceGrpc.newStub(scene.service.admin()).uploadMedia(answer);
        stream.onNext(piece(tenant, request, mimeType, filename, pieces.getFirst()));
        pieces.stream()
                .skip(1)
                .forEach(bytes -> stream.onNext(UploadMediaRequest.newBuilder()
                        .setChunk(ByteString.copyFrom(bytes))
                        .build()));
        stream.onCompleted();
        return answer.join();
    }

    static UploadMediaRequest piece(String tenant, String request, String mimeType, String filename, byte[] bytes) {
        return UploadMediaRequest.newBuilder()
                .setTenantId(tenant)
                .setRequestId(request)
                .setMimeType(mimeType)
                .setFilename(filename)
                .setChunk(ByteString.copyFrom(bytes))
                .build();
    }

    static List<byte[]> pieces(byte[] bytes, int size) {
        return Stream.iterate(0, from -> from < bytes.length, from -> from + size)
                .map(from -> Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size)))
                .toList();
    }

    /// As the type begins, and then at random.
    byte[] file(String mimeType, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        byte[] mark = (mimeType.equals("application/zip") ? "PK\u0003\u0004" : "\u0089PNG\r\n\u001a\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(mark, 0, bytes, 0, Math.min(mark.length, size));
        return bytes;
    }

    static String failure(Runnable call) {
        try {
            call.run();
            return "none";
        } catch (StatusRuntimeException e) {
            return FaultStatus.of(e).reason().name();
        } catch (CompletionException e) {
            return FaultStatus.of((StatusRuntimeException) Objects.requireNonNull(e.getCause()))
                    .reason()
                    .name();
        }
    }

    static final class Answer implements StreamObserver<UploadMediaResponse> {
        final CompletableFuture<UploadMediaResponse> answer = new CompletableFuture<>();

        UploadMediaResponse join() {
            return answer.join();
        }

        @Override
        public void onNext(UploadMediaResponse response) {
            answer.complete(response);
        }

        @Override
        public void onError(Throwable failure) {
            answer.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {}
    }
}
