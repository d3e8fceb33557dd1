package dev.waypost.config.credential;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.CredentialKind;
import dev.waypost.proto.config.v1.CredentialState;
import org.jspecify.annotations.Nullable;

/// Secrets on the wire: everything but the secret.
public final class CredentialWireApi {
    private CredentialWireApi() {}

    public static CredentialState write(@Nullable SealedSecret secret) {
        var state = CredentialState.newBuilder();
        if (secret != null) {
            state.setPresent(secret.present()).setVersion(secret.version()).setHint(secret.hint());
            if (secret.previousValidUntil() != null) {
                state.setPreviousValidUntil(Timestamp.newBuilder()
                        .setSeconds(secret.previousValidUntil().getEpochSecond())
                        .setNanos(secret.previousValidUntil().getNano()));
            }
        }
        return state.build();
    }

    /// @param overlap null when the request names none
    public static Rotation read(SecretKind kind, String secret, @Nullable Duration overlap) {
        return new Rotation(
                kind,
                secret,
                overlap == null ? null : java.time.Duration.ofSeconds(overlap.getSeconds(), overlap.getNanos()));
    }

    /// Any kind that an endpoint has.
    public static SecretKind ofEndpoint(CredentialKind kind) {
        return switch (kind) {
            case CREDENTIAL_KIND_API_KEY -> SecretKind.API_KEY;
            case CREDENTIAL_KIND_WEBHOOK_SECRET -> SecretKind.WEBHOOK_SECRET;
            case CREDENTIAL_KIND_APP_SECRET -> SecretKind.APP_SECRET;
            case CREDENTIAL_KIND_VERIFY_TOKEN -> SecretKind.VERIFY_TOKEN;
            case CREDENTIAL_KIND_UNSPECIFIED, UNRECOGNIZED ->
                throw wrong(kind, "API_KEY, WEBHOOK_SECRET, APP_SECRET or VERIFY_TOKEN");
        };
    }

    /// Any kind that an app has.
    public static SecretKind ofApp(CredentialKind kind) {
        return switch (kind) {
            case CREDENTIAL_KIND_APP_SECRET -> SecretKind.APP_SECRET;
            case CREDENTIAL_KIND_VERIFY_TOKEN -> SecretKind.VERIFY_TOKEN;
            case CREDENTIAL_KIND_API_KEY, CREDENTIAL_KIND_WEBHOOK_SECRET, CREDENTIAL_KIND_UNSPECIFIED, UNRECOGNIZED ->
                throw wrong(kind, "APP_SECRET or VERIFY_TOKEN");
        };
    }

    private static Fault wrong(CredentialKind kind, String expected) {
        return Fault.of(Reason.FIELD_INVALID)
                .violation("kind", "value: " + kind.name() + " (expected: " + expected + ")");
    }
}
