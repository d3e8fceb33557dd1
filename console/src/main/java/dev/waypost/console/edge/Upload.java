package dev.waypost.console.edge;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Sends a stream of requests, no faster than the service takes them.
///
/// Where it answers more than once, the last answer counts.
public final class Upload<Q, A> implements ClientResponseObserver<Q, A> {
    private static final int PIECE = 256 * 1024;

    private final CompletableFuture<A> answer = new CompletableFuture<>();
    /// Has a permit whenever something changed: there is room again, or the call is over.
    private final Semaphore changed = new Semaphore(0);
    private @Nullable ClientCallStreamObserver<Q> call;
    private @Nullable A response;

    private Upload() {}

    /// Makes one request of a piece; the first also says how.
    @FunctionalInterface
    public interface Pieces<Q> {
        Q request(boolean first, byte[] chunk);
    }

    /// What is sent next; null at the end.
    @FunctionalInterface
    public interface Requests<Q> {
        @Nullable
        Q next() throws IOException;
    }

    public static <Q, A> A send(
            InputStream body, Function<StreamObserver<A>, StreamObserver<Q>> rpc, Pieces<Q> pieces) {
        byte[] buffer = new byte[PIECE];
        var begun = new AtomicBoolean();
        return send(body, rpc, () -> {
            int count = body.readNBytes(buffer, 0, PIECE);
            boolean first = begun.compareAndSet(false, true);
            return first || count > 0 ? pieces.request(first, Arrays.copyOf(buffer, count)) : null;
        });
    }

    public static <Q, A> A send(
            InputStream body, Function<StreamObserver<A>, StreamObserver<Q>> rpc, Requests<Q> source) {
        Upload<Q, A> upload = new Upload<>();
        StreamObserver<Q> requests = rpc.apply(upload);
        try (body) {
            while (upload.awaitRoom()) {
                Q next = source.next();
                if (next == null) {
                    break;
                }
                requests.onNext(next);
            }
            requests.onCompleted();
            return upload.answer.get();
        } catch (IOException e) {
            requests.onError(e);
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            requests.onError(e);
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StatusRuntimeException refused ? refused : new IllegalStateException(e);
        }
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> stream) {
        call = stream;
        stream.setOnReadyHandler(changed::release);
    }

    @Override
    public void onNext(A value) {
        response = value;
    }

    @Override
    public void onError(Throwable error) {
        answer.completeExceptionally(error);
        changed.release();
    }

    @Override
    public void onCompleted() {
        if (response == null) {
            answer.completeExceptionally(new IllegalStateException("an upload that was not answered"));
        } else {
            answer.complete(response);
        }
        changed.release();
    }

    /// False when the service has already answered or refused: more would be sent to nobody.
    private boolean awaitRoom() throws InterruptedException {
        while (call != null && !call.isReady() && !answer.isDone()) {
            changed.acquire();
        }
        return !answer.isDone();
    }
}
