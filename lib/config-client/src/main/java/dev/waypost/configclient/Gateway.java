package dev.waypost.configclient;

import java.util.Set;

/// A shared number that the tenant speaks through: its own, or one that another tenant lends it under a code.
///
/// @param word the word of its deep links, in lower case: `start_<word>_<code>`
/// @param tenantId the tenant whose endpoint speaks for the number
/// @param endpointId that endpoint
/// @param defaultProjectId the project that gets what users write who are locked to nobody; empty for none, and for
///     whoever only has codes
/// @param active whether it routes
/// @param codes the codes that lead to this tenant, in lower case
public record Gateway(
        String gatewayId,
        String word,
        String tenantId,
        String endpointId,
        String defaultProjectId,
        boolean active,
        Set<String> codes) {
    public Gateway {
        codes = Set.copyOf(codes);
    }

    /// What stands where a mapped number stands in the default project of a gateway; no number looks like it.
    public static String name(String gatewayId) {
        return "gateway/" + gatewayId;
    }

    /// What stands where a mapped number stands in the projects of a tenant that has codes of a gateway.
    public static String users(String gatewayId) {
        return name(gatewayId) + "/users";
    }
}
