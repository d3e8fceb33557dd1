package dev.waypost.providers.webhook;

import org.jspecify.annotations.Nullable;

/// Reads the addresses of WhatsApp's web protocol.
public final class Jid {
    private Jid() {}

    /// The digits of a user's number: `5511988887777` of `5511988887777:12@s.whatsapp.net`; null for every other
    /// address.
    public static @Nullable String number(@Nullable String jid) {
        if (jid == null) {
            return null;
        }
        int at = jid.indexOf('@');
        String local = at < 0 ? jid : jid.substring(0, at);
        if (at >= 0 && !jid.startsWith("@c.us", at) && !jid.startsWith("@s.whatsapp.net", at)) {
            return null;
        }
        int device = local.indexOf(':');
        String digits = (device < 0 ? local : local.substring(0, device)).replaceAll("[+() -]", "");
        return isDigits(digits) ? digits : null;
    }

    /// The whole address of one that has no number: a hidden user, a group, a channel.
    public static @Nullable String scoped(@Nullable String jid) {
        return jid == null || number(jid) != null ? null : jid;
    }

    /// Whether it is a chat of several.
    public static boolean isShared(@Nullable String jid) {
        return jid != null && (jid.endsWith("@g.us") || jid.endsWith("@newsletter") || jid.endsWith("@broadcast"));
    }

    private static boolean isDigits(String text) {
        return !text.isEmpty() && text.length() <= 20 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
