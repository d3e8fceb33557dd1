package dev.waypost.config.gateway;

import dev.waypost.config.change.Names;
import dev.waypost.proto.config.v1.GatewayCodeEntry;
import dev.waypost.proto.config.v1.UpdateGatewayRequest;

/// Gateways and codes between the wire and the domain.
final class GatewayWireApi {
    private GatewayWireApi() {}

    static Gateway edit(UpdateGatewayRequest r, Gateway held) {
        return new Gateway(
                held.id(),
                !r.hasName() ? held.name() : r.getName().isEmpty() ? held.id() : r.getName(),
                r.hasTenantId() ? r.getTenantId() : held.tenantId(),
                r.hasEndpointId() ? r.getEndpointId() : held.endpointId(),
                r.hasWord() ? r.getWord() : held.word(),
                r.hasDefaultProjectId() ? Names.orNull(r.getDefaultProjectId()) : held.defaultProjectId(),
                r.hasActive() ? r.getActive() : held.active(),
                held.revision(),
                held.created(),
                held.updated());
    }

    static dev.waypost.proto.config.v1.Gateway write(Gateway gateway) {
        return dev.waypost.proto.config.v1.Gateway.newBuilder()
                .setGatewayId(gateway.id())
                .setName(gateway.name())
                .setTenantId(gateway.tenantId())
                .setEndpointId(gateway.endpointId())
                .setWord(gateway.word())
                .setDefaultProjectId(Names.orEmpty(gateway.defaultProjectId()))
                .setActive(gateway.active())
                .setRevision(gateway.revision())
                .setCreateTime(Names.time(gateway.created()))
                .setUpdateTime(Names.time(gateway.updated()))
                .build();
    }

    static GatewayCodeEntry write(Code code) {
        return GatewayCodeEntry.newBuilder()
                .setGatewayId(code.gatewayId())
                .setCode(code.code())
                .setTenantId(code.tenantId())
                .setLinkText(code.linkText())
                .setCreateTime(Names.time(code.created()))
                .build();
    }
}
