package dev.waypost.console.session;

import dev.waypost.console.json.Json;
import dev.waypost.console.json.Times;
import dev.waypost.proto.send.v1.Pairing;
import dev.waypost.proto.send.v1.Session;
import dev.waypost.proto.send.v1.SessionState;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes a session, and what is to be scanned or typed for it.
final class SessionJson {
    private static final String PREFIX = "SESSION_STATE_";

    private SessionJson() {}

    static Json of(Session session, @Nullable Pairing pairing) {
        return Json.object()
                .put("success", session.getState() != SessionState.SESSION_STATE_FAILED)
                .put("tenantId", session.getTenantId())
                .put("companyId", session.getTenantId())
                .put("endpointId", session.getEndpointId())
                .put("state", session.getState().name().substring(PREFIX.length()))
                .put("connected", session.getState() == SessionState.SESSION_STATE_CONNECTED)
                .put("phoneNumber", session.getPhoneNumber())
                .put("displayName", session.getDisplayName())
                .put("cause", session.getCause())
                .put("reconnectAttempts", session.getReconnectAttempts())
                .put("nextReconnectAt", Times.iso(session.hasNextReconnectTime(), session.getNextReconnectTime()))
                .put("connectedAt", Times.iso(session.hasConnectTime(), session.getConnectTime()))
                .put("lastActivityAt", Times.iso(session.hasLastActivityTime(), session.getLastActivityTime()))
                .put("createdAt", Times.iso(session.hasCreateTime(), session.getCreateTime()))
                .put("updatedAt", Times.iso(session.hasUpdateTime(), session.getUpdateTime()))
                .put("pairing", pairing == null ? null : pairing(pairing));
    }

    private static Map<String, @Nullable Object> pairing(Pairing pairing) {
        boolean byQr = !pairing.getQrPng().isEmpty();
        return Json.object()
                .put("qr", byQr ? pairing.getQr() : null)
                .put(
                        "qrPng",
                        byQr
                                ? "data:image/png;base64,"
                                        + Base64.getEncoder()
                                                .encodeToString(
                                                        pairing.getQrPng().toByteArray())
                                : null)
                .put("qrText", byQr ? pairing.getQrText() : null)
                .put("pairingCode", byQr ? null : pairing.getCode())
                .put("expiresAt", Times.iso(pairing.hasExpireTime(), pairing.getExpireTime()))
                .put("attempt", pairing.getAttempt())
                .put("maxAttempts", pairing.getMaxAttempts())
                .fields();
    }
}
