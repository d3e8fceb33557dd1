package dev.waypost.providers;

import java.util.List;

/// Takes one webhook body apart; the caller has verified it already.
public interface WebhookDecoder {

    /// Every event in the body, in order, at least one. Never throws and never drops: what it does not understand comes
    /// out as [InboundEvent.Kind#OTHER], and one broken element costs its siblings nothing.
    List<InboundEvent> decode(byte[] raw);

    /// The body as it may be kept and passed on: a provider's own keys, where it sends them along, are blanked out.
    default byte[] withoutKeys(byte[] raw) {
        return raw;
    }
}
