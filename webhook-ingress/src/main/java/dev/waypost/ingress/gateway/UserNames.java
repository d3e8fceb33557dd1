package dev.waypost.ingress.gateway;

import dev.waypost.providers.InboundEvent;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The names by which a gateway knows one user.
///
/// A number is its digits, a hidden number ends in `@lid`, a business-scoped id has a dot in it: no two of these look
/// alike. All names of one message are one user's, so a lock outlives the change of any of them.
final class UserNames {
    private static final int LONGEST = 160;

    private UserNames() {}

    /// The number first, where it is known; empty for what no single user wrote.
    static List<String> of(InboundEvent event) {
        Set<String> names = new LinkedHashSet<>();
        add(names, event.user());
        add(names, event.scopedUser());
        add(names, event.formerUser());
        return List.copyOf(names);
    }

    /// The name as it is stored, whatever way it was written; null when it is no user's.
    static @Nullable String canonical(String written) {
        String name = written.strip();
        int at = name.indexOf('@');
        if (at >= 0) {
            String domain = name.substring(at + 1).toLowerCase(Locale.ROOT);
            String local = name.substring(0, at);
            int device = local.indexOf(':');
            String bare = device < 0 ? local : local.substring(0, device);
            name = switch (domain) {
                case "c.us", "s.whatsapp.net" -> bare;
                case "lid", "hosted.lid" -> bare + "@lid";
                default -> "";
            };
        } else if (looksLikeNumber(name)) {
            name = digits(name);
        }
        boolean sound =
                !name.isEmpty() && name.length() <= LONGEST && name.chars().allMatch(c -> c > ' ' && c < 127);
        return sound ? name : null;
    }

    /// How the user is shown in answers: the number without decoration, else the id.
    static String shown(List<String> names) {
        return names.stream()
                .filter(UserNames::looksLikeNumber)
                .findFirst()
                .orElse(names.isEmpty() ? "" : names.getFirst());
    }

    private static void add(Set<String> names, @Nullable String written) {
        @Nullable String name = written == null ? null : canonical(written);
        if (name != null) {
            names.add(name);
        }
    }

    private static boolean looksLikeNumber(String text) {
        return text.chars().anyMatch(c -> c >= '0' && c <= '9')
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-(). /".indexOf(c) >= 0);
    }

    private static String digits(String number) {
        StringBuilder digits = new StringBuilder(number.length());
        number.chars().filter(c -> c >= '0' && c <= '9').forEach(c -> digits.append((char) c));
        // The international prefix written as on a telephone.
        return digits.length() > 10 && number.startsWith("00") ? digits.substring(2) : digits.toString();
    }
}
