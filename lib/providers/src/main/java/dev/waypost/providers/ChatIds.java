package dev.waypost.providers;

import java.util.regex.Pattern;

/// How WhatsApp itself names chats, which self-hosted gateways show more or less openly.
public final class ChatIds {
    private static final Pattern NUMBER = Pattern.compile("\\+[1-9]\\d{4,14}");
    private static final Pattern FULL = Pattern.compile("[0-9-]{5,40}@(c\\.us|s\\.whatsapp\\.net|lid|g\\.us)");

    private ChatIds() {}

    /// A number in E.164 form, or a full id. Anything else would make a gateway guess, and some guess a group.
    static boolean isAddressable(String recipient) {
        return NUMBER.matcher(recipient).matches() || FULL.matcher(recipient).matches();
    }

    /// The full id of a chat.
    ///
    /// @param userServer what stands behind the `@` of a user: `c.us` or `s.whatsapp.net`
    public static String full(String recipient, String userServer) {
        if (!recipient.contains("@")) {
            return recipient.replace("+", "") + "@" + userServer;
        }
        String server = recipient.substring(recipient.indexOf('@') + 1);
        boolean user = server.equals("c.us") || server.equals("s.whatsapp.net");
        return user ? recipient.substring(0, recipient.indexOf('@') + 1) + userServer : recipient;
    }
}
