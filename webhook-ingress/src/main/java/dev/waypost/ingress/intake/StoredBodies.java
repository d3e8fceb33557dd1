package dev.waypost.ingress.intake;

import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.ingress.delivery.Body;
import dev.waypost.ingress.seal.BodySeal;
import dev.waypost.platform.id.Ids;
import jakarta.inject.Singleton;

/// Makes what is stored of what was received.
@Singleton
public class StoredBodies {
    private final BodySeal seal;

    StoredBodies(BodySeal seal) {
        this.seal = seal;
    }

    /// Sealed if the tenant wants it so.
    public StoredBody of(TenantSnapshot tenant, Body body) {
        String bodyId = Ids.next("whk");
        return stored(
                bodyId, body, seal.stored(tenant.policy().encryptTexts(), tenant.tenantId(), bodyId, body.bytes()));
    }

    /// Sealed, for whoever turns out to be its owner may want it so.
    ///
    /// @param tenantId under whom it is kept meanwhile; empty for nobody
    public StoredBody ofNobody(String tenantId, Body body) {
        String bodyId = Ids.next("whk");
        return stored(bodyId, body, seal.sealed(tenantId, bodyId, body.bytes()));
    }

    private static StoredBody stored(String bodyId, Body body, byte[] bytes) {
        return new StoredBody(bodyId, body.contentType(), body.signature(), bytes);
    }
}
