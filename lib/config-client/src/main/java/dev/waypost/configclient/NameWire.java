package dev.waypost.configclient;

import dev.waypost.proto.config.v1.LookupName;
import dev.waypost.proto.config.v1.NameKind;

/// Names as they are asked for.
final class NameWire {
    /// As the contract has it.
    private static final int LONGEST = 256;

    private NameWire() {}

    static LookupName of(Name name) {
        return switch (name) {
            case Name.PhoneNumber number -> lookup(NameKind.NAME_KIND_PHONE_NUMBER, number.id(), "");
            case Name.BusinessAccount account -> lookup(NameKind.NAME_KIND_WABA, account.id(), "");
            case Name.App app -> lookup(NameKind.NAME_KIND_APP, app.id(), "");
            case Name.VerifyToken token -> lookup(NameKind.NAME_KIND_VERIFY_TOKEN, token.hash(), "");
            case Name.EndpointPath path -> lookup(NameKind.NAME_KIND_ENDPOINT_PATH, path.tenantId(), path.endpointId());
            case Name.Session session -> lookup(NameKind.NAME_KIND_SESSION, session.name(), "");
            case Name.SharedNumber shared -> lookup(NameKind.NAME_KIND_GATEWAY, shared.gatewayId(), "");
            case Name.GatewayCode code -> lookup(NameKind.NAME_KIND_GATEWAY_CODE, code.gatewayId(), code.code());
        };
    }

    /// Whether it can be anybody's name. Names are a stranger's: one that breaks the contract would fail all that are
    /// asked for with it.
    static boolean canBeAsked(LookupName name) {
        return canBeAsked(name.getFirst()) && canBeAsked(name.getSecond());
    }

    private static boolean canBeAsked(String part) {
        return part.length() <= LONGEST && part.indexOf(0) < 0;
    }

    private static LookupName lookup(NameKind kind, String first, String second) {
        return LookupName.newBuilder()
                .setKind(kind)
                .setFirst(first)
                .setSecond(second)
                .build();
    }
}
