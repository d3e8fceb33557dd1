package dev.waypost.config.hub;

import dev.waypost.config.credential.CredentialWireApi;
import dev.waypost.config.credential.Credentials;
import dev.waypost.config.credential.Rotation;
import dev.waypost.config.credential.SecretKind;
import dev.waypost.proto.config.v1.RevokeAppCredentialRequest;
import dev.waypost.proto.config.v1.RevokeAppCredentialResponse;
import dev.waypost.proto.config.v1.RotateAppCredentialRequest;
import dev.waypost.proto.config.v1.RotateAppCredentialResponse;
import dev.waypost.proto.config.v1.RotateProjectSecretRequest;
import dev.waypost.proto.config.v1.RotateProjectSecretResponse;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicReference;

/// The secrets of apps and projects over gRPC; one that is made here is answered once, to the request that made it.
@Singleton
final class HubCredentialApi {
    private final HubCredentials credentials;
    private final AppApi apps;
    private final HubCommits commits;

    HubCredentialApi(HubCredentials credentials, AppApi apps, HubCommits commits) {
        this.credentials = credentials;
        this.apps = apps;
        this.commits = commits;
    }

    RotateAppCredentialResponse rotate(RotateAppCredentialRequest r) {
        Rotation wanted = CredentialWireApi.read(
                CredentialWireApi.ofApp(r.getKind()), r.getSecret(), r.hasOverlap() ? r.getOverlap() : null);
        Credentials.check(wanted);
        var generated = new AtomicReference<>("");
        RotateAppCredentialResponse kept =
                commits.commit(r.getRequestId(), r, RotateAppCredentialResponse.parser(), change -> {
                    HubCredentials.OfApp outcome = credentials.rotate(change, r.getAppId(), wanted);
                    generated.set(outcome.generated());
                    return RotateAppCredentialResponse.newBuilder()
                            .setApp(apps.write(outcome.app()))
                            .build();
                });
        return kept.toBuilder().setGeneratedSecret(generated.get()).build();
    }

    RevokeAppCredentialResponse revoke(RevokeAppCredentialRequest r) {
        SecretKind kind = CredentialWireApi.ofApp(r.getKind());
        return commits.commit(
                r.getRequestId(),
                r,
                RevokeAppCredentialResponse.parser(),
                change -> RevokeAppCredentialResponse.newBuilder()
                        .setApp(apps.write(credentials.revoke(change, r.getAppId(), kind, r.getPresentToo())))
                        .build());
    }

    RotateProjectSecretResponse rotate(RotateProjectSecretRequest r) {
        Rotation wanted = CredentialWireApi.read(
                SecretKind.SIGNING_SECRET, r.getSecret(), r.hasOverlap() ? r.getOverlap() : null);
        Credentials.check(wanted);
        var generated = new AtomicReference<>("");
        RotateProjectSecretResponse kept =
                commits.commit(r.getRequestId(), r, RotateProjectSecretResponse.parser(), change -> {
                    HubCredentials.OfProject outcome = credentials.rotateProject(change, r.getProjectId(), wanted);
                    generated.set(outcome.generated());
                    return RotateProjectSecretResponse.newBuilder()
                            .setProject(ProjectWireApi.write(outcome.project()))
                            .build();
                });
        return kept.toBuilder().setGeneratedSecret(generated.get()).build();
    }
}
