package dev.waypost.simulator.fault;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which requests a rule is for; what is absent matches anything.
///
/// @param path a whole path in which `*` stands for any run of characters
public record FaultMatch(
        @Nullable String method,
        @Nullable String path,
        @Nullable String phoneNumberId,
        @Nullable String to,
        @Nullable String session,
        @Nullable String backend) {

    boolean holds(FaultTarget target) {
        return (method == null || method.equalsIgnoreCase(target.method()))
                && (path == null || glob(path).matcher(target.path()).matches())
                && (phoneNumberId == null || phoneNumberId.equals(target.phoneNumberId()))
                && (to == null || digits(to).equals(target.to() == null ? null : digits(target.to())))
                && (session == null || session.equals(target.session()))
                && (backend == null || backend.equals(target.backend()));
    }

    private static Pattern glob(String path) {
        return Pattern.compile("\\Q" + path.replace("\\E", "").replace("*", "\\E.*\\Q") + "\\E");
    }

    /// A number is the same with and without its plus sign.
    private static String digits(String number) {
        return number.startsWith("+") ? number.substring(1) : number;
    }
}
