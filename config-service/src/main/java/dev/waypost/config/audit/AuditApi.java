package dev.waypost.config.audit;

import dev.waypost.config.change.Names;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.proto.config.v1.AuditServiceGrpc;
import dev.waypost.proto.config.v1.ListChangesRequest;
import dev.waypost.proto.config.v1.ListChangesResponse;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The audit over gRPC.
@Singleton
final class AuditApi extends AuditServiceGrpc.AuditServiceImplBase {
    private final AuditStore store;

    AuditApi(AuditStore store) {
        this.store = store;
    }

    @Override
    public void listChanges(ListChangesRequest request, StreamObserver<ListChangesResponse> observer) {
        int size = Names.pageSize(request.getPageSize());
        List<Change> found = store.list(filter(request), Mark.parse(request.getPageToken()), size + 1);
        var answer = ListChangesResponse.newBuilder();
        found.stream().limit(size).map(AuditApi::wire).forEach(answer::addChanges);
        if (found.size() > size) {
            Change last = found.get(size - 1);
            answer.setNextPageToken(new Mark(last.time(), last.id()).token());
        }
        Replies.reply(observer, answer.build());
    }

    private static ChangeFilter filter(ListChangesRequest request) {
        @Nullable Instant from = request.hasFromTime() ? Names.instant(request.getFromTime()) : null;
        @Nullable Instant until = request.hasUntilTime() ? Names.instant(request.getUntilTime()) : null;
        return new ChangeFilter(
                request.getTenantId(),
                Caller.current().tenants(),
                request.getActor(),
                request.getActionPrefix(),
                request.getResource(),
                request.getMadeWithRequestId(),
                from,
                until);
    }

    private static dev.waypost.proto.config.v1.Change wire(Change change) {
        return dev.waypost.proto.config.v1.Change.newBuilder()
                .setChangeId(Long.toString(change.id()))
                .setTenantId(Names.orEmpty(change.tenantId()))
                .setRevision(change.revision())
                .setAction(change.action())
                .setResource(change.resource())
                .setActor(change.actor())
                .setCause(Names.orEmpty(change.cause()))
                .setBeforeJson(Names.orEmpty(change.before()))
                .setAfterJson(Names.orEmpty(change.after()))
                .setRequestId(change.requestId())
                .setTraceId(change.traceId())
                .setTime(Names.time(change.time()))
                .build();
    }
}
