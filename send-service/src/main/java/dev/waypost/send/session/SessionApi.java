package dev.waypost.send.session;

import com.google.protobuf.MessageLite;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.proto.send.v1.GetPairingRequest;
import dev.waypost.proto.send.v1.GetPairingResponse;
import dev.waypost.proto.send.v1.GetSessionRequest;
import dev.waypost.proto.send.v1.GetSessionResponse;
import dev.waypost.proto.send.v1.ListSessionsRequest;
import dev.waypost.proto.send.v1.ListSessionsResponse;
import dev.waypost.proto.send.v1.LogoutSessionRequest;
import dev.waypost.proto.send.v1.LogoutSessionResponse;
import dev.waypost.proto.send.v1.SessionServiceGrpc;
import dev.waypost.proto.send.v1.StartSessionRequest;
import dev.waypost.proto.send.v1.StartSessionResponse;
import dev.waypost.proto.send.v1.StopSessionRequest;
import dev.waypost.proto.send.v1.StopSessionResponse;
import dev.waypost.proto.send.v1.WatchSessionRequest;
import dev.waypost.proto.send.v1.WatchSessionResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The contract's session calls.
@Singleton
class SessionApi extends SessionServiceGrpc.SessionServiceImplBase {
    private static final int DEFAULT_PAGE = 50;

    private final LogIns logIns;
    private final SessionStore store;
    private final SessionWatch watch;
    private final SessionSettings settings;

    SessionApi(LogIns logIns, SessionStore store, SessionWatch watch, SessionSettings settings) {
        this.logIns = logIns;
        this.store = store;
        this.watch = watch;
        this.settings = settings;
    }

    @Override
    public void startSession(StartSessionRequest request, StreamObserver<StartSessionResponse> observer) {
        @Nullable String phone = request.hasCode() ? request.getCode().getPhoneNumber() : null;
        Session session = logIns.start(
                request.getTenantId(),
                request.getEndpointId(),
                asked(
                        "start",
                        request.getRequestId(),
                        request.toBuilder().clearRequestId().build()),
                phone);
        Replies.reply(
                observer,
                StartSessionResponse.newBuilder()
                        .setSession(SessionWireApi.session(session, settings.maxCodes(), true))
                        .build());
    }

    @Override
    public void getSession(GetSessionRequest request, StreamObserver<GetSessionResponse> observer) {
        Session session = logIns.get(request.getTenantId(), request.getEndpointId());
        Replies.reply(
                observer,
                GetSessionResponse.newBuilder()
                        .setSession(SessionWireApi.session(session, settings.maxCodes(), false))
                        .build());
    }

    @Override
    public void listSessions(ListSessionsRequest request, StreamObserver<ListSessionsResponse> observer) {
        var filter = new SessionStore.Filter(
                request.getTenantId(),
                SessionWireApi.name(request.getState()),
                Caller.current().tenants());
        int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
        List<Session> page = store.page(filter, SessionPageToken.after(request.getPageToken(), filter), size + 1);
        var response = ListSessionsResponse.newBuilder();
        page.stream()
                .limit(size)
                .forEach(session -> response.addSessions(SessionWireApi.session(session, settings.maxCodes(), false)));
        if (page.size() > size) {
            response.setNextPageToken(SessionPageToken.of(page.get(size - 1).key(), filter));
        }
        Replies.reply(observer, response.build());
    }

    @Override
    public void getPairing(GetPairingRequest request, StreamObserver<GetPairingResponse> observer) {
        Session session = logIns.get(request.getTenantId(), request.getEndpointId());
        var response = GetPairingResponse.newBuilder().setState(SessionWireApi.state(session.state()));
        @Nullable ShownCode shown = session.shown();
        if (shown != null) {
            response.setPairing(SessionWireApi.pairing(shown, settings.maxCodes()));
        }
        Replies.reply(observer, response.build());
    }

    @Override
    public void watchSession(WatchSessionRequest request, StreamObserver<WatchSessionResponse> observer) {
        var call = (ServerCallStreamObserver<WatchSessionResponse>) observer;
        // Without a handler, writing to a call that the watcher left would throw.
        call.setOnCancelHandler(() -> {});
        Session first = logIns.get(request.getTenantId(), request.getEndpointId());
        boolean stopping = watch.follow(
                first,
                call::isCancelled,
                session -> call.onNext(WatchSessionResponse.newBuilder()
                        .setSession(SessionWireApi.session(session, settings.maxCodes(), true))
                        .build()));
        if (stopping) {
            throw Fault.of(Reason.SHUTTING_DOWN);
        }
        if (!call.isCancelled()) {
            call.onCompleted();
        }
    }

    @Override
    public void stopSession(StopSessionRequest request, StreamObserver<StopSessionResponse> observer) {
        Session session = logIns.stop(
                request.getTenantId(),
                request.getEndpointId(),
                asked(
                        "stop",
                        request.getRequestId(),
                        request.toBuilder().clearRequestId().build()));
        Replies.reply(
                observer,
                StopSessionResponse.newBuilder()
                        .setSession(SessionWireApi.session(session, settings.maxCodes(), false))
                        .build());
    }

    @Override
    public void logoutSession(LogoutSessionRequest request, StreamObserver<LogoutSessionResponse> observer) {
        Session session = logIns.logout(
                request.getTenantId(),
                request.getEndpointId(),
                asked(
                        "logout",
                        request.getRequestId(),
                        request.toBuilder().clearRequestId().build()));
        Replies.reply(
                observer,
                LogoutSessionResponse.newBuilder()
                        .setSession(SessionWireApi.session(session, settings.maxCodes(), false))
                        .build());
    }

    private static SessionWishStore.Request asked(String what, String requestId, MessageLite body) {
        return new SessionWishStore.Request(
                requestId, Signatures.sha256(what + " " + HexFormat.of().formatHex(body.toByteArray())));
    }
}
