package dev.waypost.providers;

import dev.waypost.providers.Support.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Collects what does not fit about one content: all of it, not only the first.
public final class ContentCheck {
    private final List<Violation> violations = new ArrayList<>();

    /// Counts characters as people do, not as UTF-16 does.
    public ContentCheck length(String field, @Nullable String value, int least, int most) {
        int length = value == null ? 0 : value.codePointCount(0, value.length());
        if (length < least || length > most) {
            add(field, "length: " + length + " (expected: " + least + " to " + most + " characters)");
        }
        return this;
    }

    public ContentCheck count(String field, int count, int least, int most) {
        if (count < least || count > most) {
            add(field, "entries: " + count + " (expected: " + least + " to " + most + ")");
        }
        return this;
    }

    public ContentCheck absent(String field, @Nullable String value, String why) {
        if (value != null && !value.isEmpty()) {
            add(field, "value: present (expected: none: " + why + ")");
        }
        return this;
    }

    public ContentCheck add(String field, String description) {
        violations.add(new Violation(field, description));
        return this;
    }

    /// Size and type of a file, as far as they are known before anybody fetched it.
    public ContentCheck media(String field, Content.Media media, Optional<MediaLimit> limit) {
        if (limit.isEmpty()) {
            return this;
        }
        if (media.mimeType() != null && !limit.get().allows(media.mimeType())) {
            add(
                    field + ".mime_type",
                    "value: " + media.mimeType() + " (expected: one of "
                            + String.join(
                                    ", ",
                                    limit.get().mimeTypes().stream().sorted().toList())
                            + ")");
        }
        long size = size(media.source());
        if (size > limit.get().maxBytes()) {
            add(
                    field + ".upload_id",
                    "size: " + size + " (expected: at most " + limit.get().maxBytes() + " bytes)");
        }
        return this;
    }

    private static long size(MediaSource source) {
        return switch (source) {
            case MediaSource.Bytes file -> file.bytes().length;
            case MediaSource.Upload upload -> upload.size();
            case MediaSource.Link _, MediaSource.ProviderId _ -> 0;
        };
    }

    /// Gateways know no files but those that come with a message.
    public ContentCheck noProviderId(String field, Content.Media media, String provider) {
        if (media.source() instanceof MediaSource.ProviderId) {
            add(
                    field + ".provider_media_id",
                    "value: present (expected: link or upload_id, for " + provider + " keeps no files)");
        }
        return this;
    }

    public Support verdict() {
        return violations.isEmpty() ? new Support.Supported() : new Support.Invalid(violations);
    }
}
