package dev.waypost.providers.meta;

/// The header with which Meta signs its webhooks.
public final class MetaSignature {
    /// Name of the header.
    public static final String HEADER = "X-Hub-Signature-256";

    private MetaSignature() {}
}
