package dev.waypost.config.snapshot;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.proto.config.v1.BatchGetSnapshotsRequest;
import dev.waypost.proto.config.v1.BatchGetSnapshotsResponse;
import dev.waypost.proto.config.v1.FoundName;
import dev.waypost.proto.config.v1.GetSnapshotRequest;
import dev.waypost.proto.config.v1.GetSnapshotResponse;
import dev.waypost.proto.config.v1.ResolveNamesRequest;
import dev.waypost.proto.config.v1.ResolveNamesResponse;
import dev.waypost.proto.config.v1.Snapshot;
import dev.waypost.proto.config.v1.SnapshotServiceGrpc;
import dev.waypost.proto.config.v1.WatchSnapshotsRequest;
import dev.waypost.proto.config.v1.WatchSnapshotsResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Snapshots for services that do not find them in Redis.
@Singleton
final class SnapshotApi extends SnapshotServiceGrpc.SnapshotServiceImplBase {
    private final Lookups lookups;
    private final ChangeWatch watch;

    SnapshotApi(Lookups lookups, ChangeWatch watch) {
        this.lookups = lookups;
        this.watch = watch;
    }

    @Override
    public void getSnapshot(GetSnapshotRequest request, StreamObserver<GetSnapshotResponse> observer) {
        Ask ask = lookups.ask(Ask.ofTenant(request.getTenantId()));
        @Nullable Answer answer = ask.await();
        if (answer == null) {
            throw Fault.of(Reason.TENANT_NOT_FOUND).with("tenant_id", request.getTenantId());
        }
        Replies.reply(
                observer,
                GetSnapshotResponse.newBuilder()
                        .setSnapshot(wire(answer.ready()))
                        .build());
    }

    @Override
    public void batchGetSnapshots(
            BatchGetSnapshotsRequest request, StreamObserver<BatchGetSnapshotsResponse> observer) {
        List<Ask> asks = request.getTenantIdsList().stream()
                .map(id -> lookups.ask(Ask.ofTenant(id)))
                .toList();
        var all = BatchGetSnapshotsResponse.newBuilder();
        for (Ask ask : asks) {
            @Nullable Answer answer = ask.await();
            if (answer == null) {
                all.addMissingTenantIds(ask.first());
            } else {
                all.addSnapshots(wire(answer.ready()));
            }
        }
        Replies.reply(observer, all.build());
    }

    @Override
    public void resolveNames(ResolveNamesRequest request, StreamObserver<ResolveNamesResponse> observer) {
        List<Optional<Ask>> asks = request.getNamesList().stream()
                .map(name -> NameWire.ask(name).map(lookups::ask))
                .toList();
        var all = ResolveNamesResponse.newBuilder();
        for (Optional<Ask> ask : asks) {
            @Nullable Answer answer = ask.map(Ask::await).orElse(null);
            all.addFound(answer == null ? FoundName.getDefaultInstance() : NameWire.found(answer.place()));
        }
        Replies.reply(observer, all.build());
    }

    @Override
    public void watchSnapshots(WatchSnapshotsRequest request, StreamObserver<WatchSnapshotsResponse> observer) {
        var call = (ServerCallStreamObserver<WatchSnapshotsResponse>) observer;
        var watcher = new WatcherApi(call, request.getCursor());
        call.setOnCancelHandler(() -> watch.remove(watcher));
        watch.add(watcher);
    }

    private static Snapshot wire(ReadySnapshot snapshot) {
        return Snapshot.newBuilder()
                .setTenantId(snapshot.tenantId())
                .setRevision(snapshot.revision())
                .setSnapshotJsonBytes(snapshot.json())
                .build();
    }
}
