package dev.waypost.send.media;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides by its first bytes whether a file is what its sender says. What has no mark of its own, such as a text, may
/// be anything that has none either.
final class FileTypePolicy {
    /// How much of a file is looked at.
    static final int HEAD = 64;

    private static final String JPEG = "a JPEG picture";
    private static final String PNG = "a PNG picture";
    private static final String GIF = "a GIF picture";
    private static final String WEBP = "a WebP picture";
    private static final String MP4 = "an MP4 or 3GP file";
    private static final String OGG = "an Ogg file";
    private static final String MP3 = "an MP3 sound";
    private static final String AAC = "an AAC sound";
    private static final String AMR = "an AMR sound";
    private static final String PDF = "a PDF document";
    private static final String ZIP = "a ZIP archive";
    private static final String OLE = "an older office document";
    private static final String PROGRAM = "a program";
    private static final String PAGE = "a web page";

    private static final String OPEN_XML = "application/vnd.openxmlformats-officedocument.";
    private static final String OPEN_DOCUMENT = "application/vnd.oasis.opendocument.";

    /// What files of a declared type begin with.
    private static final Map<String, Set<String>> EXPECTED = Map.ofEntries(
            Map.entry("image/jpeg", Set.of(JPEG)),
            Map.entry("image/png", Set.of(PNG)),
            Map.entry("image/gif", Set.of(GIF)),
            Map.entry("image/webp", Set.of(WEBP)),
            Map.entry("video/mp4", Set.of(MP4)),
            Map.entry("video/3gpp", Set.of(MP4)),
            Map.entry("video/quicktime", Set.of(MP4)),
            Map.entry("audio/mp4", Set.of(MP4)),
            Map.entry("audio/ogg", Set.of(OGG)),
            Map.entry("audio/mpeg", Set.of(MP3)),
            Map.entry("audio/aac", Set.of(AAC)),
            Map.entry("audio/amr", Set.of(AMR)),
            Map.entry("application/pdf", Set.of(PDF)),
            Map.entry("application/zip", Set.of(ZIP)),
            Map.entry("application/msword", Set.of(OLE)),
            Map.entry("application/vnd.ms-excel", Set.of(OLE)),
            Map.entry("application/vnd.ms-powerpoint", Set.of(OLE)));

    /// Types under which a file may be anything: what they are is for the recipient to find out.
    private static final Set<String> ANYTHING = Set.of("application/octet-stream");

    private static final List<String> PAGE_BEGINNINGS = List.of("<!doctype html", "<html", "<script", "<svg", "<?php");

    private FileTypePolicy() {}

    /// What speaks against the declared type.
    ///
    /// @param declared a media type, with or without parameters
    /// @param head the first [#HEAD] bytes, or all of a shorter file
    /// @return what the file looks like; empty when nothing speaks against it
    static Optional<String> objection(String declared, byte[] head) {
        String bare = bare(declared);
        if (ANYTHING.contains(bare)) {
            return Optional.empty();
        }
        @Nullable String found = found(head);
        @Nullable Set<String> expected = expected(bare);
        if (expected != null) {
            return found != null && expected.contains(found)
                    ? Optional.empty()
                    : Optional.of(found == null ? "something else" : found);
        }
        boolean isText = bare.startsWith("text/") || bare.endsWith("xml");
        if (PAGE.equals(found) && isText) {
            return Optional.empty();
        }
        if (found == null && isText && hasNul(head)) {
            return Optional.of("no text");
        }
        // A picture under the name of an unknown kind of document is harmless; under that of a text it is a disguise.
        boolean disguised = found != null
                && (isText || bare.startsWith("image/") || bare.startsWith("audio/") || bare.startsWith("video/"));
        return disguised || PROGRAM.equals(found) ? Optional.of(String.valueOf(found)) : Optional.empty();
    }

    /// A media type without its parameters.
    static String bare(String mimeType) {
        return mimeType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private static @Nullable Set<String> expected(String bare) {
        return bare.startsWith(OPEN_XML) || bare.startsWith(OPEN_DOCUMENT) ? Set.of(ZIP) : EXPECTED.get(bare);
    }

    private static @Nullable String found(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        if (text.startsWith("\u00ff\u00d8\u00ff")) {
            return JPEG;
        }
        if (text.startsWith("\u0089PNG\r\n\u001a\n")) {
            return PNG;
        }
        if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) {
            return GIF;
        }
        if (text.startsWith("RIFF") && text.startsWith("WEBP", 8)) {
            return WEBP;
        }
        if (text.startsWith("ftyp", 4)) {
            return MP4;
        }
        if (text.startsWith("OggS")) {
            return OGG;
        }
        if (text.startsWith("#!AMR")) {
            return AMR;
        }
        if (text.startsWith("%PDF-")) {
            return PDF;
        }
        if (text.startsWith("PK\u0003\u0004") || text.startsWith("PK\u0005\u0006")) {
            return ZIP;
        }
        if (text.startsWith("\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1")) {
            return OLE;
        }
        if ((text.startsWith("MZ") && hasNul(head)) || text.startsWith("\u007fELF") || text.startsWith("#!/")) {
            return PROGRAM;
        }
        String lower = text.stripLeading().toLowerCase(Locale.ROOT);
        if (PAGE_BEGINNINGS.stream().anyMatch(lower::startsWith)) {
            return PAGE;
        }
        return sound(head, text);
    }

    /// Frames of sounds begin with eleven or twelve set bits; the two after the version tell which sound.
    private static @Nullable String sound(byte[] head, String text) {
        if (text.startsWith("ID3")) {
            return MP3;
        }
        if (head.length < 2 || (head[0] & 0xff) != 0xff || (head[1] & 0xe0) != 0xe0) {
            return null;
        }
        boolean isAdts = (head[1] & 0xf6) == 0xf0;
        return isAdts ? AAC : MP3;
    }

    private static boolean hasNul(byte[] head) {
        for (byte b : head) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }
}
