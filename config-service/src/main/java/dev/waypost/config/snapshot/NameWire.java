package dev.waypost.config.snapshot;

import com.google.protobuf.Timestamp;
import dev.waypost.config.credential.SealedSecret;
import dev.waypost.config.snapshot.Place.Webhooks;
import dev.waypost.proto.config.v1.AppSecrets;
import dev.waypost.proto.config.v1.FoundName;
import dev.waypost.proto.config.v1.LookupName;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Names and who is behind them, as callers see both.
final class NameWire {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private NameWire() {}

    /// Empty for what cannot be anybody's name.
    static Optional<Ask> ask(LookupName name) {
        return switch (name.getKind()) {
            case NAME_KIND_PHONE_NUMBER -> one(Ask.Kind.PHONE_NUMBER, name);
            case NAME_KIND_WABA -> one(Ask.Kind.WABA, name);
            case NAME_KIND_APP -> one(Ask.Kind.APP, name);
            case NAME_KIND_SESSION -> one(Ask.Kind.SESSION, name);
            case NAME_KIND_ENDPOINT_PATH ->
                Optional.of(new Ask(Ask.Kind.ENDPOINT_PATH, name.getFirst(), name.getSecond()));
            case NAME_KIND_VERIFY_TOKEN ->
                HASH.matcher(name.getFirst()).matches() ? one(Ask.Kind.VERIFY_TOKEN, name) : Optional.empty();
            case NAME_KIND_GATEWAY -> Optional.of(new Ask(Ask.Kind.GATEWAY, name.getFirst(), ""));
            case NAME_KIND_GATEWAY_CODE ->
                Optional.of(new Ask(
                        Ask.Kind.GATEWAY_CODE, name.getFirst(), name.getSecond().toLowerCase(Locale.ROOT)));
            case NAME_KIND_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    private static Optional<Ask> one(Ask.Kind kind, LookupName name) {
        return name.getFirst().isEmpty() ? Optional.empty() : Optional.of(new Ask(kind, name.getFirst(), ""));
    }

    static FoundName found(Place place) {
        var found = FoundName.newBuilder()
                .setTenantId(place.tenantId())
                .setRevision(place.revision())
                .setEndpointId(place.endpointId())
                .setGatewayId(place.gatewayId())
                .setAppId(place.hubAppId());
        if (place.app() != null) {
            found.setApp(secrets(place.app()));
        }
        return found.build();
    }

    private static AppSecrets secrets(Webhooks app) {
        var secrets = AppSecrets.newBuilder().setAppId(app.appId());
        @Nullable SealedSecret secret = app.appSecret();
        if (secret != null) {
            secrets.setAppSecret(sealed(secret.sealed()));
            @Nullable Instant until = secret.previousValidUntil();
            if (until != null) {
                secrets.setPreviousAppSecret(sealed(secret.previous())).setPreviousValidUntil(time(until));
            }
        }
        @Nullable SealedSecret token = app.verifyToken();
        if (token != null) {
            secrets.setVerifyToken(sealed(token.sealed()));
            @Nullable Instant until = token.previousValidUntil();
            if (until != null) {
                secrets.setPreviousVerifyToken(sealed(token.previous())).setPreviousVerifyTokenValidUntil(time(until));
            }
        }
        return secrets.build();
    }

    private static Timestamp time(Instant moment) {
        return Timestamp.newBuilder()
                .setSeconds(moment.getEpochSecond())
                .setNanos(moment.getNano())
                .build();
    }

    private static String sealed(@Nullable String value) {
        return value == null ? "" : value;
    }
}
