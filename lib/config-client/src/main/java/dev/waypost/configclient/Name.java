package dev.waypost.configclient;

/// What a tenant may be known by to those who call in.
public sealed interface Name {
    /// Meta's id of a phone number.
    record PhoneNumber(String id) implements Name {}

    /// Meta's id of a business account.
    record BusinessAccount(String id) implements Name {}

    /// Meta's id of an app.
    record App(String id) implements Name {}

    /// SHA-256, in lower-case hex, of the token that a webhook handshake presents.
    record VerifyToken(String hash) implements Name {}

    /// An endpoint, as in the path of its webhook.
    record EndpointPath(String tenantId, String endpointId) implements Name {}

    /// The session or instance name of a self-hosted provider.
    record Session(String name) implements Name {}

    /// A gateway: tenant and endpoint that speak for its number.
    ///
    /// @param gatewayId empty means the only one
    record SharedNumber(String gatewayId) implements Name {}

    /// The code in a gateway's deep link.
    ///
    /// @param gatewayId empty means the only one
    record GatewayCode(String gatewayId, String code) implements Name {}
}
