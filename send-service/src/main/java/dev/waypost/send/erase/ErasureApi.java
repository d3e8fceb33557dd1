package dev.waypost.send.erase;

import com.google.protobuf.Timestamp;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.platform.id.Ids;
import dev.waypost.proto.send.v1.EraseUserRequest;
import dev.waypost.proto.send.v1.EraseUserResponse;
import dev.waypost.proto.send.v1.ErasureServiceGrpc;
import dev.waypost.proto.send.v1.ErasureState;
import dev.waypost.proto.send.v1.ListErasuresRequest;
import dev.waypost.proto.send.v1.ListErasuresResponse;
import dev.waypost.send.number.NumberPolicy;
import dev.waypost.send.tenant.Tenants;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// The contract's erasures.
@Singleton
class ErasureApi extends ErasureServiceGrpc.ErasureServiceImplBase {
    private static final int DEFAULT_PAGE = 50;

    private final Erasures erasures;
    private final ErasureStore store;
    private final Tenants tenants;

    ErasureApi(Erasures erasures, ErasureStore store, Tenants tenants) {
        this.erasures = erasures;
        this.store = store;
        this.tenants = tenants;
    }

    @Override
    public void eraseUser(EraseUserRequest request, StreamObserver<EraseUserResponse> observer) {
        List<String> users = users(request);
        var asked = new Erasure(
                request.getTenantId(),
                Ids.next("era"),
                request.getRequestId(),
                null,
                Caller.current().id(),
                request.getCause(),
                request.getKeepBlock(),
                0,
                0,
                Instant.EPOCH,
                null);
        Erasure made = erasures.erase(asked, users, Signatures.sha256(request.toString()));
        Replies.reply(
                observer, EraseUserResponse.newBuilder().setErasure(wire(made)).build());
    }

    /// Numbers in their one form, ids as they are; all that are neither are named.
    private List<String> users(EraseUserRequest request) {
        String countryCode = tenants.get(request.getTenantId()).rules().countryCode();
        var users = new ArrayList<String>();
        Fault wrong = Fault.of(Reason.FIELD_INVALID);
        for (int at = 0; at < request.getUsersCount(); at++) {
            switch (NumberPolicy.decide(request.getUsers(at), countryCode)) {
                case NumberPolicy.Verdict.Recipient recipient -> users.add(recipient.to());
                case NumberPolicy.Verdict.Invalid invalid ->
                    wrong = wrong.violation(
                            "users[" + at + "]",
                            "value: not shown (expected: " + invalid.expected() + ", or a user id)");
            }
        }
        if (wrong.hasViolations()) {
            throw wrong;
        }
        return users;
    }

    @Override
    public void listErasures(ListErasuresRequest request, StreamObserver<ListErasuresResponse> observer) {
        int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
        List<Erasure> page = store.page(request.getTenantId(), before(request), size + 1);
        var response = ListErasuresResponse.newBuilder();
        page.stream().limit(size).map(ErasureApi::wire).forEach(response::addErasures);
        if (page.size() > size) {
            response.setNextPageToken(Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            (request.getTenantId() + "/" + page.get(size - 1).erasureId())
                                    .getBytes(StandardCharsets.UTF_8)));
        }
        Replies.reply(observer, response.build());
    }

    private static String before(ListErasuresRequest request) {
        if (request.getPageToken().isEmpty()) {
            return "";
        }
        try {
            String place = new String(Base64.getUrlDecoder().decode(request.getPageToken()), StandardCharsets.UTF_8);
            String head = request.getTenantId() + "/";
            if (place.startsWith(head + "era_")) {
                return place.substring(head.length());
            }
        } catch (IllegalArgumentException notBase64) {
            throw Fault.of(Reason.PAGE_TOKEN_INVALID).because(notBase64);
        }
        throw Fault.of(Reason.PAGE_TOKEN_INVALID);
    }

    private static dev.waypost.proto.send.v1.Erasure wire(Erasure erasure) {
        var wire = dev.waypost.proto.send.v1.Erasure.newBuilder()
                .setErasureId(erasure.erasureId())
                .setTenantId(erasure.tenantId())
                .setState(erasure.done() ? ErasureState.ERASURE_STATE_DONE : ErasureState.ERASURE_STATE_RUNNING)
                .setRequestedBy(erasure.requestedBy())
                .setCause(erasure.cause())
                .setBlockKept(erasure.keepBlock())
                .setErasedMessages(erasure.erasedMessages())
                .setErasedEvents(erasure.erasedEvents())
                .setCreateTime(time(erasure.createTime()));
        Instant end = erasure.endTime();
        if (end != null) {
            wire.setEndTime(time(end));
        }
        return wire.build();
    }

    private static Timestamp time(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }
}
