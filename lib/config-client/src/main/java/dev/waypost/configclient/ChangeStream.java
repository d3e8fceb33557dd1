package dev.waypost.configclient;

import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.GrpcPeers;
import dev.waypost.proto.config.v1.SnapshotServiceGrpc;
import dev.waypost.proto.config.v1.SnapshotServiceGrpc.SnapshotServiceBlockingStub;
import dev.waypost.proto.config.v1.WatchSnapshotsRequest;
import dev.waypost.proto.config.v1.WatchSnapshotsResponse;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Changes as config-service streams them.
@Singleton
@Requires(property = "waypost.service", notEquals = "config")
class ChangeStream {
    /// Opened anew so often that two clocks which tell the time between cannot come far apart.
    private static final int LIFETIME_SECONDS = 60;

    private static final Duration PAUSE = Duration.ofMillis(250);
    /// Somebody who cannot stream at all is not asked each moment.
    private static final Duration LONG_PAUSE = Duration.ofSeconds(30);

    private final SnapshotServiceBlockingStub service;
    private String cursor = "";
    private volatile Context.@Nullable CancellableContext open;

    ChangeStream(GrpcPeers peers) {
        this.service = SnapshotServiceGrpc.newBlockingStub(peers.channel("config"));
    }

    /// Follows until the stream ends or is not wanted any more; says how long to wait before the next.
    Duration follow(FarFeed feed, BooleanSupplier wanted) {
        Context.CancellableContext context = Context.ROOT.withCancellation();
        open = context;
        try {
            return context.call(() -> read(feed, wanted));
        } catch (StatusRuntimeException e) {
            Reason reason = FaultStatus.of(e).reason();
            // The end of its lifetime is no failure: the next one continues.
            return reason == Reason.NOT_IMPLEMENTED
                    ? LONG_PAUSE
                    : reason == Reason.DEADLINE_EXCEEDED ? Duration.ZERO : PAUSE;
        } catch (Exception e) {
            return PAUSE;
        } finally {
            open = null;
            context.cancel(null);
        }
    }

    /// Ends the stream that is open.
    void end() {
        Context.CancellableContext context = open;
        if (context != null) {
            context.cancel(null);
        }
    }

    private Duration read(FarFeed feed, BooleanSupplier wanted) {
        long opened = System.nanoTime();
        feed.opened(!cursor.isEmpty());
        Iterator<WatchSnapshotsResponse> answers = service.withDeadlineAfter(LIFETIME_SECONDS, TimeUnit.SECONDS)
                .watchSnapshots(
                        WatchSnapshotsRequest.newBuilder().setCursor(cursor).build());
        while (wanted.getAsBoolean() && answers.hasNext()) {
            WatchSnapshotsResponse answer = answers.next();
            if (answer.getMissed()) {
                feed.missed();
            }
            if (!answer.getTenantId().isEmpty()) {
                feed.changed(new Change(answer.getTenantId(), answer.getRevision(), answer.getDeleted()));
            }
            if (answer.hasCompleteUntil()) {
                var until = answer.getCompleteUntil();
                feed.complete(opened + TimeUnit.SECONDS.toNanos(until.getSeconds()) + until.getNanos());
            }
            cursor = answer.getCursor().isEmpty() ? cursor : answer.getCursor();
        }
        return PAUSE;
    }
}
