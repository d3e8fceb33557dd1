package dev.waypost.ingress.receive;

import java.util.function.Function;

/// What a public path is for. An id that cannot exist is treated as one that does not.
sealed interface PublicPath {
    int LONGEST_ID = 64;

    /// An id that nobody can have: it is longer than any.
    String NOBODY = "-".repeat(LONGEST_ID + 1);

    /// Whether the listener is there.
    record Health() implements PublicPath {}

    /// The webhook of one endpoint.
    record OfEndpoint(String tenantId, String endpointId) implements PublicPath {}

    /// The webhook of the tenant's active endpoint.
    record OfTenant(String tenantId) implements PublicPath {}

    /// The Meta hub.
    ///
    /// @param appId empty for the path that all apps share
    record Hub(String appId) implements PublicPath {}

    /// The webhook of a number that several tenants share.
    ///
    /// @param gatewayId empty for the path that names none
    record OfGateway(String gatewayId) implements PublicPath {}

    /// Nothing of ours.
    record Unknown() implements PublicPath {}

    static PublicPath of(String path) {
        String[] parts = path.split("/", 7);
        if (parts.length < 2 || !parts[0].isEmpty()) {
            return new Unknown();
        }
        return switch (parts[1]) {
            case "health" -> parts.length == 2 ? new Health() : new Unknown();
            case "meta" -> hub(parts);
            case "webhook" -> gateway(parts);
            case "api" -> api(parts);
            default -> new Unknown();
        };
    }

    private static PublicPath api(String[] parts) {
        if (parts.length == 6 && parts[2].equals("whatsapp") && parts[3].equals("webhook")) {
            return new OfEndpoint(id(parts[4]), id(parts[5]));
        }
        if (parts.length == 5 && parts[2].equals("webhooks") && parts[3].equals("whatsapp")) {
            return new OfTenant(id(parts[4]));
        }
        return new Unknown();
    }

    private static PublicPath hub(String[] parts) {
        if (parts.length < 3 || parts.length > 4 || !parts[2].equals("webhook")) {
            return new Unknown();
        }
        return parts.length == 3 ? new Hub("") : named(parts[3], Hub::new);
    }

    private static PublicPath gateway(String[] parts) {
        if (parts.length == 3 && parts[2].equals("waha")) {
            return new OfGateway("");
        }
        return parts.length == 4 && parts[2].equals("gateway") ? named(parts[3], OfGateway::new) : new Unknown();
    }

    /// What cannot be an id names nobody; an empty one would mean something else.
    private static PublicPath named(String text, Function<String, PublicPath> path) {
        String id = id(text);
        return path.apply(id.isEmpty() ? NOBODY : id);
    }

    /// The id, or an empty one that nobody has: what is not an id never reaches a key, a query or a log.
    private static String id(String text) {
        boolean sound = !text.isEmpty()
                && text.length() <= LONGEST_ID
                && text.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || c == '_'
                                || c == '-');
        return sound ? text : "";
    }
}
