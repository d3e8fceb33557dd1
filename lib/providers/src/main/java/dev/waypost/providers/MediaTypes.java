package dev.waypost.providers;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells what a file is, for providers that want to be told.
public final class MediaTypes {
    private static final Map<String, String> BY_ENDING = Map.ofEntries(
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("png", "image/png"),
            Map.entry("webp", "image/webp"),
            Map.entry("gif", "image/gif"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("3gp", "video/3gpp"),
            Map.entry("mp3", "audio/mpeg"),
            Map.entry("m4a", "audio/mp4"),
            Map.entry("aac", "audio/aac"),
            Map.entry("amr", "audio/amr"),
            Map.entry("ogg", "audio/ogg; codecs=opus"),
            Map.entry("opus", "audio/ogg; codecs=opus"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("txt", "text/plain"),
            Map.entry("csv", "text/csv"),
            Map.entry("zip", "application/zip"),
            Map.entry("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            Map.entry("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"));

    private MediaTypes() {}

    /// Whether a text is a media type, with or without parameters.
    public static boolean isType(String text) {
        return text.matches("[A-Za-z0-9!#$&^_.+-]{1,63}/[A-Za-z0-9!#$&^_.+-]{1,63}(;.{0,64})?");
    }

    /// As said, else by the ending of name or link, else the usual one of its kind.
    public static String of(Content.Media media) {
        if (media.mimeType() != null) {
            return media.mimeType();
        }
        String byName = BY_ENDING.get(ending(media.filename()));
        String byLink =
                media.source() instanceof MediaSource.Link link ? BY_ENDING.get(ending(path(link.url()))) : null;
        if (byName != null) {
            return byName;
        }
        return byLink != null ? byLink : usual(media.kind());
    }

    /// As said, else a plain one that fits.
    public static String filename(Content.Media media) {
        if (media.filename() != null) {
            return media.filename();
        }
        String bare = of(media).split(";", 2)[0];
        String ending = BY_ENDING.entrySet().stream()
                .filter(entry -> entry.getValue().split(";", 2)[0].equals(bare))
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst()
                .orElse("bin");
        return media.type() + "." + ending;
    }

    private static String usual(Content.MediaKind kind) {
        return switch (kind) {
            case IMAGE -> "image/jpeg";
            case VIDEO -> "video/mp4";
            case AUDIO -> "audio/ogg; codecs=opus";
            case DOCUMENT -> "application/octet-stream";
            case STICKER -> "image/webp";
        };
    }

    private static String ending(@Nullable String name) {
        return name == null ? "" : name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private static String path(String url) {
        try {
            return String.valueOf(URI.create(url).getPath());
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
