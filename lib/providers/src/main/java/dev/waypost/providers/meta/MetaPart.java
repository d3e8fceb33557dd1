package dev.waypost.providers.meta;

import dev.waypost.providers.InboundEvent;
import dev.waypost.providers.webhook.JsonCursor;
import dev.waypost.providers.webhook.Outline;
import dev.waypost.providers.webhook.Outline.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A webhook with some of its events only, and every byte of those as received.
///
/// An app with several businesses gets their events in one body, and users of a shared number belong to different
/// tenants: the bytes as received would show one of them what was written to another.
public final class MetaPart {
    private final byte[] raw;
    private final List<InboundEvent> kept;
    private final int[] starts;
    private final ByteArrayOutputStream out;

    private MetaPart(byte[] raw, List<InboundEvent> kept) {
        this.raw = raw;
        this.kept = kept;
        this.starts =
                kept.stream().mapToInt(InboundEvent::start).sorted().distinct().toArray();
        this.out = new ByteArrayOutputStream(raw.length);
    }

    /// @param kept some of the events that the decoder found in the body
    public static byte[] of(byte[] raw, List<InboundEvent> kept) {
        var part = new MetaPart(raw, kept);
        part.copy(new Part("", 0, 0, raw.length), '{', part::isKept, part::bodyMember);
        return part.out.toByteArray();
    }

    private void bodyMember(Part member) {
        if (member.name().equals("entry")) {
            copy(member, '[', this::holdsKept, entry -> copyWhole(entry, '{', this::entryMember));
        } else {
            write(member.start(), member.end());
        }
    }

    private void entryMember(Part member) {
        if (member.name().equals("changes")) {
            copy(member, '[', this::holdsKept, change -> copyWhole(change, '{', this::changeMember));
        } else {
            write(member.start(), member.end());
        }
    }

    private void changeMember(Part member) {
        if (!member.name().equals("value")) {
            write(member.start(), member.end());
            return;
        }
        boolean whole = Outline.parts(raw, member.start(), member.end()).stream()
                .filter(MetaPart::isList)
                .flatMap(list -> Outline.parts(raw, list.start(), list.end()).stream())
                .allMatch(this::holdsKept);
        if (whole) {
            write(member.start(), member.end());
        } else {
            copy(member, '{', part -> true, this::valueMember);
        }
    }

    private void valueMember(Part member) {
        if (isList(member)) {
            copy(member, '[', this::holdsKept, element -> write(element.start(), element.end()));
        } else if (member.name().equals("contacts")) {
            Set<String> users = users();
            copy(member, '[', contact -> isOf(contact, users), contact -> write(contact.start(), contact.end()));
        } else {
            write(member.start(), member.end());
        }
    }

    private static boolean isList(Part member) {
        return MetaList.named(member.name()) != null;
    }

    private Set<String> users() {
        Set<String> users = new HashSet<>();
        for (InboundEvent event : kept) {
            for (@Nullable String name : new String[] {event.user(), event.scopedUser(), event.formerUser()}) {
                if (name != null) {
                    users.add(name);
                }
            }
        }
        return users;
    }

    private boolean isOf(Part contact, Set<String> users) {
        try (JsonCursor json = JsonCursor.over(raw, contact.start(), contact.end())) {
            boolean found = false;
            if (json.begin() && json.entersObject()) {
                for (String name = json.field(); name != null; name = json.field()) {
                    if (name.equals("wa_id") || name.equals("user_id")) {
                        @Nullable String text = json.text();
                        found |= text != null && users.contains(text);
                    }
                }
            }
            return found;
        } catch (IOException unreadable) {
            return false;
        }
    }

    /// An element that is an event itself goes out as it is.
    private void copyWhole(Part part, char bracket, Consumer<Part> member) {
        if (Arrays.binarySearch(starts, part.start()) >= 0) {
            write(part.start(), part.end());
        } else {
            copy(part, bracket, each -> true, member);
        }
    }

    private void copy(Part part, char bracket, Predicate<Part> wanted, Consumer<Part> write) {
        List<Part> children = Outline.parts(raw, part.start(), part.end());
        out.write(bracket);
        boolean first = true;
        for (Part child : children) {
            if (wanted.test(child)) {
                if (!first) {
                    out.write(',');
                }
                first = false;
                write(child.from(), child.start());
                write.accept(child);
            }
        }
        out.write(bracket == '{' ? '}' : ']');
    }

    private boolean isKept(Part member) {
        return !member.name().equals("entry") || holdsKept(member);
    }

    private boolean holdsKept(Part part) {
        int at = Arrays.binarySearch(starts, part.start());
        int next = at >= 0 ? at : -at - 1;
        return next < starts.length && starts[next] < part.end();
    }

    private void write(int from, int until) {
        out.write(raw, from, until - from);
    }
}
