package dev.waypost.ingress.receive;

import dev.waypost.configclient.Endpoint;
import dev.waypost.configclient.Name;
import dev.waypost.configclient.Resolution;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.configclient.TenantState;
import dev.waypost.platform.crypto.Signatures;
import dev.waypost.providers.meta.MetaOrigin;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds who must have signed what comes in by a path.
@Singleton
class Signers {
    private static final int LONGEST_TOKEN = 512;

    private final TenantSnapshots tenants;
    private final InstantSource clock;

    Signers(TenantSnapshots tenants, InstantSource clock) {
        this.tenants = tenants;
        this.clock = clock;
    }

    Optional<Signer> ofEndpoint(String tenantId, String endpointId) {
        return tenants.find(tenantId)
                .filter(tenant -> tenant.state() != TenantState.DELETING)
                .flatMap(tenant -> Addressee.of(tenant, endpointId))
                .map(Signer.OfEndpoint::new);
    }

    /// A deleted tenant is answered like one that never was: nothing is accepted, and the provider tries again later.
    Optional<Signer> ofActiveEndpoint(String tenantId) {
        return tenants.find(tenantId)
                .filter(tenant -> tenant.state() != TenantState.DELETING)
                .flatMap(Addressee::active)
                .map(Signer.OfEndpoint::new);
    }

    Optional<Signer> ofApp(String appId) {
        return app(appId);
    }

    /// The app or endpoint whose handshake presents this token.
    Optional<Signer> ofToken(String token) {
        if (token.isEmpty() || token.length() > LONGEST_TOKEN) {
            return Optional.empty();
        }
        String hash = HexFormat.of().formatHex(Signatures.sha256(token));
        return tenants.resolve(new Name.VerifyToken(hash)).flatMap(this::signer);
    }

    /// The app, or an endpoint of it, that the accounts and numbers in a body lead to. They are anybody's claim: only
    /// the signature shows whether it is true.
    Optional<Signer> ofBody(byte[] body) {
        return MetaOrigin.find(
                body,
                account -> tenants.resolve(new Name.BusinessAccount(account)).flatMap(this::signerOfAccount),
                number -> tenants.resolve(new Name.PhoneNumber(number)).flatMap(this::signer));
    }

    /// An endpoint that knows a secret of its own is not overruled by the hub's app of the account: it may be of
    /// another.
    private Optional<Signer> signerOfAccount(Resolution found) {
        Optional<Signer> own =
                signer(new Resolution(found.tenant(), found.endpointId(), found.app(), found.gatewayId(), ""));
        return own.filter(signer -> !signer.secrets(clock.instant()).isEmpty()).or(() -> signer(found));
    }

    private Optional<Signer> signer(Resolution found) {
        if (found.app() != null) {
            return Optional.of(new Signer.OfApp(found.app()));
        }
        @Nullable TenantSnapshot tenant = found.tenant();
        if (tenant == null || tenant.state() == TenantState.DELETING) {
            return Optional.empty();
        }
        Optional<Endpoint> endpoint = found.endpoint();
        Optional<Signer> app = endpoint.map(Endpoint::appId)
                .or(() -> Optional.of(found.hubAppId()).filter(id -> !id.isEmpty()))
                .flatMap(this::app);
        return app.isPresent() ? app : endpoint.map(of -> new Signer.OfEndpoint(new Addressee(tenant, of)));
    }

    private Optional<Signer> app(String appId) {
        return tenants.resolve(new Name.App(appId)).map(Resolution::app).map(Signer.OfApp::new);
    }
}
