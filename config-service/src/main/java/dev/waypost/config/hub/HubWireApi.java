package dev.waypost.config.hub;

import dev.waypost.config.change.Names;
import dev.waypost.config.credential.CredentialWireApi;

/// The hub tree on the wire; what is secret is only said to be there.
final class HubWireApi {
    private HubWireApi() {}

    static dev.waypost.proto.config.v1.BusinessAccount write(BusinessAccount account) {
        return dev.waypost.proto.config.v1.BusinessAccount.newBuilder()
                .setBusinessAccountId(account.id())
                .setName(account.name())
                .setTimezone(account.timezone())
                .setTenantId(Names.orEmpty(account.tenantId()))
                .setRevision(account.revision())
                .setCreateTime(Names.time(account.created()))
                .setUpdateTime(Names.time(account.updated()))
                .build();
    }

    static dev.waypost.proto.config.v1.App write(App app, String webhookBase) {
        return dev.waypost.proto.config.v1.App.newBuilder()
                .setAppId(app.id())
                .setBusinessAccountId(app.businessAccountId())
                .setName(app.name())
                .setVerifyToken(CredentialWireApi.write(app.verifyToken()))
                .setAppSecret(CredentialWireApi.write(app.appSecret()))
                .setWebhookUrl(webhookBase + "/meta/webhook/" + app.id())
                .setRevision(app.revision())
                .setCreateTime(Names.time(app.created()))
                .setUpdateTime(Names.time(app.updated()))
                .build();
    }

    static dev.waypost.proto.config.v1.PhoneNumber write(PhoneNumber number) {
        return dev.waypost.proto.config.v1.PhoneNumber.newBuilder()
                .setPhoneNumberId(number.id())
                .setAppId(number.appId())
                .setDisplayNumber(number.displayNumber())
                .setName(number.name())
                .setTenantId(Names.orEmpty(number.tenantId()))
                .setActive(number.active())
                .setRevision(number.revision())
                .setCreateTime(Names.time(number.created()))
                .setUpdateTime(Names.time(number.updated()))
                .build();
    }

    static dev.waypost.proto.config.v1.Mapping write(Mapping mapping) {
        return dev.waypost.proto.config.v1.Mapping.newBuilder()
                .setPhoneNumberId(mapping.phoneNumberId())
                .setProjectId(mapping.projectId())
                .setPriority(mapping.priority())
                .setTenantId(Names.orEmpty(mapping.tenantId()))
                .setCreateTime(Names.time(mapping.created()))
                .build();
    }
}
