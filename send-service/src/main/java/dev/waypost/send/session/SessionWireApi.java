package dev.waypost.send.session;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.waypost.proto.send.v1.Pairing;
import dev.waypost.proto.send.v1.SessionState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Sessions in the contract's words.
final class SessionWireApi {
    private static final String PREFIX = "SESSION_STATE_";

    private SessionWireApi() {}

    static dev.waypost.proto.send.v1.Session session(Session session, int maxCodes, boolean withPairing) {
        var wire = dev.waypost.proto.send.v1.Session.newBuilder()
                .setTenantId(session.key().tenantId())
                .setEndpointId(session.key().endpointId())
                .setState(state(session.state()))
                .setPhoneNumber(text(session.phoneNumber()))
                .setDisplayName(text(session.displayName()))
                .setReconnectAttempts(session.reconnectAttempts())
                .setCause(text(session.cause()))
                .setCreateTime(time(session.createTime()))
                .setUpdateTime(time(session.updateTime()));
        @Nullable Instant reconnect = session.nextReconnectTime();
        if (reconnect != null) {
            wire.setNextReconnectTime(time(reconnect));
        }
        @Nullable Instant connected = session.connectTime();
        if (connected != null) {
            wire.setConnectTime(time(connected));
        }
        @Nullable Instant active = session.lastActivityTime();
        if (active != null) {
            wire.setLastActivityTime(time(active));
        }
        @Nullable ShownCode shown = session.shown();
        if (withPairing && shown != null) {
            wire.setPairing(pairing(shown, maxCodes));
        }
        return wire.build();
    }

    static Pairing pairing(ShownCode shown, int maxCodes) {
        return Pairing.newBuilder()
                .setQr(shown.raw())
                .setQrPng(ByteString.copyFrom(shown.png()))
                .setQrText(shown.text())
                .setCode(shown.code())
                .setExpireTime(time(shown.expireTime()))
                .setAttempt(shown.attempt())
                .setMaxAttempts(maxCodes)
                .build();
    }

    static SessionState state(Standing state) {
        return SessionState.valueOf(PREFIX + state.name());
    }

    /// The name of our own state; empty for none asked for.
    static String name(SessionState state) {
        return state == SessionState.SESSION_STATE_UNSPECIFIED || state == SessionState.UNRECOGNIZED
                ? ""
                : state.name().substring(PREFIX.length());
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static Timestamp time(Instant moment) {
        return Timestamp.newBuilder()
                .setSeconds(moment.getEpochSecond())
                .setNanos(moment.getNano())
                .build();
    }
}
