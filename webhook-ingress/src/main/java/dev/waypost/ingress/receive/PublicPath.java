package dev.waypost.ingress.receive;

/// What a public path is for. An id that cannot exist is treated as one that does not.
sealed interface PublicPath {
    int LONGEST_ID = 64;

    /// Whether the listener is there.
    record Health() implements PublicPath {}

    /// The webhook of one endpoint.
    record OfEndpoint(String tenantId, String endpointId) implements PublicPath {}

    /// The webhook of the tenant's active endpoint.
    record OfTenant(String tenantId) implements PublicPath {}

    /// Documented, and not built yet.
    record NotYet() implements PublicPath {}

    /// Nothing of ours.
    record Unknown() implements PublicPath {}

    static PublicPath of(String path) {
        String[] parts = path.split("/", 7);
        if (parts.length < 2 || !parts[0].isEmpty()) {
            return new Unknown();
        }
        return switch (parts[1]) {
            case "health" -> parts.length == 2 ? new Health() : new Unknown();
            case "meta" -> isWebhook(parts, 2) && parts.length <= 4 ? new NotYet() : new Unknown();
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

    private static PublicPath gateway(String[] parts) {
        boolean waha = parts.length == 3 && parts[2].equals("waha");
        boolean gateway = parts.length == 4 && parts[2].equals("gateway");
        return waha || gateway ? new NotYet() : new Unknown();
    }

    private static boolean isWebhook(String[] parts, int at) {
        return parts.length > at && parts[at].equals("webhook");
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
