package dev.waypost.ingress.user;

import dev.waypost.providers.InboundEvent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The names that one event gives its user, the longest known first: what the user was called before, the provider's
/// own id, the number.
///
/// @param renamed whether the first of them is what the user was called before
record UserNames(String tenantId, List<String> names, boolean renamed) {
    private static final int LONGEST = 200;

    static UserNames of(String tenantId, InboundEvent event) {
        Set<String> names = new LinkedHashSet<>(4);
        add(names, event.formerUser());
        add(names, event.scopedUser());
        add(names, event.user());
        return new UserNames(tenantId, new ArrayList<>(names), event.formerUser() != null);
    }

    /// Who has this one name.
    static UserNames called(String tenantId, String name) {
        return new UserNames(tenantId, List.of(name.length() <= LONGEST ? name : name.substring(0, LONGEST)), false);
    }

    private static void add(Set<String> names, @Nullable String name) {
        if (name != null) {
            names.add(name.length() <= LONGEST ? name : name.substring(0, LONGEST));
        }
    }

    /// A number needs no row to be its own key: most users have nothing else.
    static boolean isNumber(String name) {
        for (int at = 0; at < name.length(); at++) {
            if (name.charAt(at) < '0' || name.charAt(at) > '9') {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /// What a user that nobody has seen under any of these names is kept by: the name of before, else the number, which
    /// is what older events went by.
    String firstKey() {
        if (renamed) {
            return names.getFirst();
        }
        for (String name : names) {
            if (isNumber(name)) {
                return name;
            }
        }
        return names.getFirst();
    }
}
