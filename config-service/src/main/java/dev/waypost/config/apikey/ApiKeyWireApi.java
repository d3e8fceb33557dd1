package dev.waypost.config.apikey;

import dev.waypost.config.change.Names;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.auth.Role;
import dev.waypost.proto.config.v1.CreateApiKeyRequest;
import java.util.Optional;

/// API keys between the wire and the domain.
final class ApiKeyWireApi {
    private ApiKeyWireApi() {}

    /// The role that is asked for, when it is one that a key can have.
    static Optional<Role> role(CreateApiKeyRequest request) {
        return switch (request.getRole()) {
            case ROLE_VIEWER, ROLE_TENANT_READ, ROLE_TENANT_SEND, ROLE_OPERATOR, ROLE_ADMIN ->
                Optional.of(Role.valueOf(request.getRole().name().substring("ROLE_".length())));
            case ROLE_PUBLIC, ROLE_SERVICE, ROLE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    /// The key as this caller may see it: of its tenants, his.
    static dev.waypost.proto.config.v1.ApiKey write(ApiKey key, Caller caller) {
        var wire = dev.waypost.proto.config.v1.ApiKey.newBuilder()
                .setKeyId(key.keyId())
                .setName(key.name())
                .setRole(dev.waypost.proto.options.v1.Role.valueOf("ROLE_" + key.role()))
                .setHint(key.hint())
                .setCreateTime(Names.time(key.created()));
        key.tenantIds().stream().filter(caller::mayActFor).forEach(wire::addTenantIds);
        if (key.expires() != null) {
            wire.setExpireTime(Names.time(key.expires()));
        }
        if (key.revoked() != null) {
            wire.setRevokeTime(Names.time(key.revoked()));
        }
        if (key.lastUsed() != null) {
            wire.setLastUseTime(Names.time(key.lastUsed()));
        }
        return wire.build();
    }
}
