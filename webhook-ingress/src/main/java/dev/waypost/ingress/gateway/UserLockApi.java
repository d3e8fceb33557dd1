package dev.waypost.ingress.gateway;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.waypost.ingress.gateway.UserLocks.Command;
import dev.waypost.ingress.inspect.PageToken;
import dev.waypost.ingress.request.Asked;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.proto.ingress.v1.GetUserLockRequest;
import dev.waypost.proto.ingress.v1.GetUserLockResponse;
import dev.waypost.proto.ingress.v1.GetUserLockStatsRequest;
import dev.waypost.proto.ingress.v1.GetUserLockStatsResponse;
import dev.waypost.proto.ingress.v1.ListUserLocksRequest;
import dev.waypost.proto.ingress.v1.ListUserLocksResponse;
import dev.waypost.proto.ingress.v1.LockUserRequest;
import dev.waypost.proto.ingress.v1.LockUserResponse;
import dev.waypost.proto.ingress.v1.UnlockUserRequest;
import dev.waypost.proto.ingress.v1.UnlockUserResponse;
import dev.waypost.proto.ingress.v1.UserLock;
import dev.waypost.proto.ingress.v1.UserLockServiceGrpc.UserLockServiceImplBase;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `UserLockService`.
@Singleton
public class UserLockApi extends UserLockServiceImplBase {
    private static final int DEFAULT_PAGE = 50;

    private final UserLocks locks;
    private final LockListStore list;

    UserLockApi(UserLocks locks, LockListStore list) {
        this.locks = locks;
        this.list = list;
    }

    @Override
    public void getUserLock(GetUserLockRequest request, StreamObserver<GetUserLockResponse> observer) {
        LockRow lock = list.find(
                        UserLocks.name(request.getUser()), query(request.getGatewayId(), request.getTenantId()))
                .orElseThrow(() -> Fault.of(Reason.USER_LOCK_NOT_FOUND));
        Replies.reply(
                observer,
                GetUserLockResponse.newBuilder().setUserLock(message(lock)).build());
    }

    @Override
    public void listUserLocks(ListUserLocksRequest request, StreamObserver<ListUserLocksResponse> observer) {
        String filter = String.join("|", "user_locks", request.getTenantId(), request.getGatewayId());
        int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
        List<LockRow> rows = list.list(
                query(request.getGatewayId(), request.getTenantId()),
                PageToken.read(request.getPageToken(), filter),
                size);
        var response = ListUserLocksResponse.newBuilder();
        rows.forEach(row -> response.addUserLocks(message(row)));
        if (rows.size() == size) {
            response.setNextPageToken(PageToken.write(rows.getLast().lockId(), filter));
        }
        Replies.reply(observer, response.build());
    }

    @Override
    public void lockUser(LockUserRequest request, StreamObserver<LockUserResponse> observer) {
        @Nullable
        Duration ttl = request.hasTtl()
                ? Duration.ofSeconds(
                        request.getTtl().getSeconds(), request.getTtl().getNanos())
                : null;
        byte[] lock = locks.lock(
                command(request.getRequestId(), request),
                request.getTenantId(),
                request.getUser(),
                request.getGatewayId(),
                ttl);
        Replies.reply(
                observer,
                LockUserResponse.newBuilder().setUserLock(message(lock)).build());
    }

    @Override
    public void unlockUser(UnlockUserRequest request, StreamObserver<UnlockUserResponse> observer) {
        byte[] lock = locks.unlock(
                command(request.getRequestId(), request),
                request.getUser(),
                query(request.getGatewayId(), request.getTenantId()));
        Replies.reply(
                observer,
                UnlockUserResponse.newBuilder().setUserLock(message(lock)).build());
    }

    @Override
    public void getUserLockStats(GetUserLockStatsRequest request, StreamObserver<GetUserLockStatsResponse> observer) {
        LockCount count = list.count(query(request.getGatewayId(), request.getTenantId()));
        Replies.reply(
                observer,
                GetUserLockStatsResponse.newBuilder()
                        .setLockedUsers(count.users())
                        .setTenants(count.tenants())
                        .build());
    }

    private static LockQuery query(String gatewayId, String tenantId) {
        return new LockQuery(gatewayId, tenantId, Caller.current().tenants());
    }

    private static Command command(String requestId, Message request) {
        Caller caller = Caller.current();
        return new Command(
                Asked.of(requestId, request, caller),
                caller,
                lock -> message(lock).toByteArray());
    }

    private static UserLock message(byte[] lock) {
        try {
            return UserLock.parseFrom(lock);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a kept answer cannot be read", e);
        }
    }

    private static UserLock message(LockRow lock) {
        return UserLock.newBuilder()
                .setGatewayId(lock.gatewayId())
                .setUser(lock.user())
                .setTenantId(lock.tenantId())
                .setCode(lock.code())
                .setCreateTime(time(lock.createdAt()))
                .setLastEventTime(time(lock.lastEventAt()))
                .setExpireTime(time(lock.expiresAt()))
                .build();
    }

    private static Timestamp time(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
