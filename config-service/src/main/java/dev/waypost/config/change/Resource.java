package dev.waypost.config.change;

import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A kind of resource: what it is called, and how one is found, refused and audited.
///
/// @param name in the audit, such as `phone_number`
/// @param field that names one in requests, such as `phone_number_id`
/// @param missing what is answered when there is none
public record Resource(String name, String field, Reason missing) {
    public Fault missing(String id) {
        return Fault.of(missing).with(field, id);
    }

    public Fault taken(String id) {
        return Fault.of(Reason.ALREADY_EXISTS).with(field, id);
    }

    /// Another one has this value already. Which one is said to callers who may see all.
    public Fault clash(String valueField, String otherId) {
        Fault clash = Fault.of(Reason.ALREADY_EXISTS).with("clash", valueField);
        return Caller.current().tenants().isEmpty()
                ? clash.with(field, otherId).detail(title() + " " + otherId + " has this " + valueField + ".")
                : clash.detail("Another " + words() + " has this " + valueField + ".");
    }

    /// @throws Fault IN_USE when anything holds it, naming what does
    public void checkFree(String id, Holders... holders) {
        List<String> held = Stream.of(holders)
                .filter(one -> one.count() > 0)
                .map(Holders::toString)
                .toList();
        if (!held.isEmpty()) {
            throw Fault.of(Reason.IN_USE)
                    .with(field, id)
                    .with("held_by", String.join("; ", held))
                    .detail(title() + " " + id + " is held by " + String.join("; ", held) + ".");
        }
    }

    /// What the caller may not see answers as what is not there.
    ///
    /// @param asked the tenant that the request names; empty for none
    public <T extends Stored> T seen(String id, String asked, Optional<T> found) {
        Caller caller = Caller.current();
        return found.filter(one -> {
                    @Nullable String owner = one.tenantId();
                    boolean visible = caller.tenants().isEmpty() || (owner != null && caller.mayActFor(owner));
                    return visible && (asked.isEmpty() || asked.equals(owner));
                })
                .orElseThrow(() -> missing(id));
    }

    /// The one that is to be changed.
    ///
    /// @param expected the revision that the change was made from; 0 for whatever is there
    public <T extends Stored> T held(String id, long expected, Optional<T> found) {
        T one = seen(id, "", found);
        if (expected != 0 && expected != one.revision()) {
            throw Fault.of(Reason.REVISION_CONFLICT)
                    .with(field, id)
                    .with("expected_revision", expected)
                    .with("revision", one.revision())
                    .detail("The change was made from revision " + expected + "; it is at " + one.revision() + ".");
        }
        return one;
    }

    /// @param before null when it is new
    /// @param after null when it is gone
    public void audit(Changeset change, String verb, @Nullable Stored before, @Nullable Stored after)
            throws SQLException {
        Stored one = after != null ? after : Objects.requireNonNull(before);
        String path = name + "/" + one.id();
        if (before != null && after != null && isLeft(before.tenantId(), after.tenantId())) {
            // Its old tenant learns that it is gone, not where it went.
            change.audit(name + ".left", path, before.tenantId(), before.audited(), null);
        }
        change.audit(
                name + "." + verb,
                path,
                one.tenantId(),
                before == null ? null : before.audited(),
                after == null ? null : after.audited());
    }

    private static boolean isLeft(@Nullable String before, @Nullable String after) {
        return before != null && !before.equals(after);
    }

    private String words() {
        return Stream.of(name.split("_", -1)).collect(Collectors.joining(" "));
    }

    private String title() {
        String words = words();
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
