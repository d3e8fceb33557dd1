package dev.waypost.simulator.fault;

import org.jspecify.annotations.Nullable;

/// How the answer to a matching request goes wrong.
///
/// @param code an error code of the provider, in the provider's own error body
/// @param word the same for a provider whose codes are words
/// @param afterAccept the request is processed first: the caller is told wrong about work that was done
/// @param idleCloseMs the connection is closed, without a word, when nothing comes for so long after the answer
/// @param loseSession the session of a gateway loses WhatsApp, before the request is looked at
/// @param expireQr the QR code of the moment stops working, before the request is looked at
public record AnswerFault(
        int latencyMs,
        boolean hang,
        boolean reset,
        boolean html502,
        @Nullable Integer status,
        @Nullable Integer code,
        @Nullable String word,
        @Nullable String details,
        @Nullable Integer retryAfterSeconds,
        boolean afterAccept,
        @Nullable Integer idleCloseMs,
        boolean loseSession,
        boolean expireQr) {
    static final AnswerFault NONE =
            new AnswerFault(0, false, false, false, null, null, null, null, null, false, null, false, false);

    /// Whether the real answer is withheld; latency alone leaves it as it is.
    public boolean replacesAnswer() {
        return hang || reset || html502 || status != null || code != null || word != null;
    }
}
