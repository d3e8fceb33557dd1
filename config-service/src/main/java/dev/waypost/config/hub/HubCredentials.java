package dev.waypost.config.hub;

import dev.waypost.config.change.Changeset;
import dev.waypost.config.credential.Credentials;
import dev.waypost.config.credential.Rotated;
import dev.waypost.config.credential.Rotation;
import dev.waypost.config.credential.SealedSecret;
import dev.waypost.config.credential.SecretKind;
import dev.waypost.config.credential.TokenHash;
import dev.waypost.configclient.SealedFields;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Replaces and withdraws the secrets of apps and projects, within a change that somebody else commits.
@Singleton
final class HubCredentials {
    /// @param generated the secret in clear when it was made here, else empty
    record OfApp(App app, String generated) {}

    /// @param generated the secret in clear when it was made here, else empty
    record OfProject(Project project, String generated) {}

    private final Apps apps;
    private final AppStore store;
    private final ProjectStore projects;
    private final HubStore hub;
    private final Credentials credentials;

    HubCredentials(Apps apps, AppStore store, ProjectStore projects, HubStore hub, Credentials credentials) {
        this.apps = apps;
        this.store = store;
        this.projects = projects;
        this.hub = hub;
        this.credentials = credentials;
    }

    OfApp rotate(Changeset change, String appId, Rotation wanted) throws SQLException {
        App before = Hub.APP.seen(appId, "", store.find(change.sql(), appId));
        Rotated rotated = credentials.rotate(
                wanted,
                SealedFields.HUB,
                SealedFields.app(appId, wanted.kind().field()),
                secret(before, wanted.kind()));
        if (wanted.kind() == SecretKind.VERIFY_TOKEN) {
            apps.putTokenHash(change, appId, TokenHash.of(rotated.plaintext().reveal()));
        }
        return new OfApp(
                put(change, before, wanted.kind(), rotated.secret(), "app.secret_rotated"), rotated.generated());
    }

    /// Withdrawing what is not there changes nothing.
    App revoke(Changeset change, String appId, SecretKind kind, boolean presentToo) throws SQLException {
        App before = Hub.APP.seen(appId, "", store.find(change.sql(), appId));
        @Nullable SealedSecret held = secret(before, kind);
        if (kind == SecretKind.VERIFY_TOKEN && presentToo) {
            store.verifyTokenHash(change.sql(), appId, null);
        }
        return held == null
                ? before
                : put(
                        change,
                        before,
                        kind,
                        credentials.revoke(held, presentToo),
                        presentToo ? "app.secret_withdrawn" : "app.overlap_ended");
    }

    OfProject rotateProject(Changeset change, String projectId, Rotation wanted) throws SQLException {
        Project before = Hub.PROJECT.seen(projectId, "", projects.find(change.sql(), projectId));
        Rotated rotated = credentials.rotate(
                wanted, SealedFields.HUB, SealedFields.projectSecret(projectId), before.signingSecret());
        projects.putSecret(change.sql(), projectId, rotated.secret());
        change.touchAll(hub.tenantsOfProject(change.sql(), before));
        String field = wanted.kind().field();
        change.audit(
                "project.secret_rotated",
                "project/" + projectId,
                before.tenantId(),
                before.signingSecret() == null ? null : before.signingSecret().audited(field),
                rotated.secret().audited(field));
        return new OfProject(projects.find(change.sql(), projectId).orElseThrow(), rotated.generated());
    }

    private App put(Changeset change, App before, SecretKind kind, SealedSecret secret, String action)
            throws SQLException {
        store.putSecret(change.sql(), before.id(), kind, secret);
        store.update(change.sql(), before);
        change.touchAll(hub.tenantsOfApp(change.sql(), before.id()));
        @Nullable SealedSecret held = secret(before, kind);
        change.audit(
                action,
                "app/" + before.id(),
                null,
                held == null ? null : held.audited(kind.field()),
                secret.audited(kind.field()));
        return store.find(change.sql(), before.id()).orElseThrow();
    }

    private static @Nullable SealedSecret secret(App app, SecretKind kind) {
        return kind == SecretKind.VERIFY_TOKEN ? app.verifyToken() : app.appSecret();
    }
}
