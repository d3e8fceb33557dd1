package dev.waypost.providers;

import java.util.Locale;
import java.util.Set;

/// How large a file may be, and of which media types.
///
/// @param mimeTypes empty when any will do
public record MediaLimit(long maxBytes, Set<String> mimeTypes) {
    public MediaLimit {
        mimeTypes = Set.copyOf(mimeTypes);
    }

    /// Whether a media type is allowed; parameters such as codecs are not looked at.
    public boolean allows(String mimeType) {
        String bare = mimeType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return mimeTypes.isEmpty() || mimeTypes.contains(bare);
    }
}
