package dev.waypost.config.endpoint;

import dev.waypost.config.change.Commits;
import dev.waypost.config.credential.CredentialWireApi;
import dev.waypost.config.credential.Credentials;
import dev.waypost.config.credential.Rotation;
import dev.waypost.config.credential.SecretKind;
import dev.waypost.proto.config.v1.RevokeCredentialRequest;
import dev.waypost.proto.config.v1.RevokeCredentialResponse;
import dev.waypost.proto.config.v1.RotateCredentialRequest;
import dev.waypost.proto.config.v1.RotateCredentialResponse;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicReference;

/// The secrets of endpoints over gRPC.
@Singleton
final class EndpointCredentialApi {
    private final EndpointCredentials credentials;
    private final Commits commits;

    EndpointCredentialApi(EndpointCredentials credentials, Commits commits) {
        this.credentials = credentials;
        this.commits = commits;
    }

    RotateCredentialResponse rotate(RotateCredentialRequest r) {
        Rotation wanted = CredentialWireApi.read(
                CredentialWireApi.ofEndpoint(r.getKind()), r.getSecret(), r.hasOverlap() ? r.getOverlap() : null);
        Credentials.check(wanted);
        // Set only by the request that rotates: what is kept for repeats holds no secret.
        var generated = new AtomicReference<>("");
        RotateCredentialResponse kept =
                commits.commit(r.getTenantId(), r.getRequestId(), r, RotateCredentialResponse.parser(), change -> {
                    var outcome = credentials.rotate(change, r.getTenantId(), r.getEndpointId(), wanted);
                    generated.set(outcome.generated());
                    return RotateCredentialResponse.newBuilder()
                            .setEndpoint(EndpointWireApi.write(outcome.endpoint()))
                            .build();
                });
        return kept.toBuilder().setGeneratedSecret(generated.get()).build();
    }

    RevokeCredentialResponse revoke(RevokeCredentialRequest r) {
        SecretKind kind = CredentialWireApi.ofEndpoint(r.getKind());
        return commits.commit(
                r.getTenantId(),
                r.getRequestId(),
                r,
                RevokeCredentialResponse.parser(),
                change -> RevokeCredentialResponse.newBuilder()
                        .setEndpoint(EndpointWireApi.write(credentials.revoke(
                                change, r.getTenantId(), r.getEndpointId(), kind, r.getPresentToo())))
                        .build());
    }
}
