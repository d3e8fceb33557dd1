package dev.waypost.configclient;

/// What each sealed value is bound to: sealing and opening must name the same owner and field.
public final class SealedFields {
    /// Owner of what belongs to the hub tree rather than to one tenant; no tenant can have this id.
    public static final String HUB = "hub:";

    private SealedFields() {}

    /// @param kind `apiKey`, `webhookSecret`, `appSecret` or `verifyToken`
    public static String endpoint(String endpointId, String kind) {
        return "endpoint/" + endpointId + "/" + kind;
    }

    /// @param kind `appSecret` or `verifyToken`
    public static String app(String appId, String kind) {
        return "app/" + appId + "/" + kind;
    }

    public static String projectSecret(String projectId) {
        return "project/" + projectId + "/signingSecret";
    }

    public static String projectHeader(String projectId, String header) {
        return "project/" + projectId + "/header/" + header;
    }
}
