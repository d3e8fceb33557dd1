package dev.waypost.config.snapshot;

import com.google.protobuf.Duration;
import dev.waypost.config.snapshot.OutboxStore.Change;
import dev.waypost.proto.config.v1.WatchSnapshotsResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.TimeUnit;

/// One open stream of changes, and where it stands. Only one thread at a time tells it anything.
final class WatcherApi {
    private final ServerCallStreamObserver<WatchSnapshotsResponse> observer;
    private final long opened = System.nanoTime();
    private volatile String cursor;
    private long look;

    WatcherApi(ServerCallStreamObserver<WatchSnapshotsResponse> observer, String cursor) {
        this.observer = observer;
        this.cursor = cursor;
    }

    /// The look that served it last; 0 for none.
    long look() {
        return look;
    }

    String cursor() {
        return cursor;
    }

    /// Whether what is told goes out at once; what would only pile up is left for later, from the cursor.
    boolean isReady() {
        return observer.isReady() && !observer.isCancelled();
    }

    void changed(Change change) {
        observer.onNext(WatchSnapshotsResponse.newBuilder()
                .setTenantId(change.member())
                .setRevision(change.revision())
                .setDeleted(change.gone())
                .build());
    }

    void missed() {
        observer.onNext(WatchSnapshotsResponse.newBuilder().setMissed(true).build());
    }

    /// All that was committed before this moment has been told.
    void complete(String at, long moment, long servedBy) {
        cursor = at;
        look = servedBy;
        long since = Math.max(0, moment - opened);
        observer.onNext(WatchSnapshotsResponse.newBuilder()
                .setCursor(at)
                .setCompleteUntil(Duration.newBuilder()
                        .setSeconds(TimeUnit.NANOSECONDS.toSeconds(since))
                        .setNanos((int) (since % 1_000_000_000L)))
                .build());
    }

    void end() {
        if (!observer.isCancelled()) {
            observer.onCompleted();
        }
    }
}
