package dev.waypost.simulator.meta;

import dev.waypost.simulator.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds one part of a `multipart/form-data` body.
final class Multipart {
    private static final Pattern BOUNDARY = Pattern.compile("(?i)multipart/form-data;.*boundary=\"?([^\";]+)\"?.*");
    private static final Pattern TYPE = Pattern.compile("(?im)^content-type:\\s*([^\\r\\n]+)");

    private Multipart() {}

    record Part(String contentType, byte[] bytes) {}

    static Optional<Part> part(HttpRequest request, String name) {
        Matcher boundary = BOUNDARY.matcher(request.header("Content-Type").orElse(""));
        if (!boundary.matches()) {
            return Optional.empty();
        }
        // One byte is one character here, so offsets in the text are offsets in the bytes.
        String text = "\r\n" + new String(request.body(), StandardCharsets.ISO_8859_1);
        for (String piece : text.split(Pattern.quote("\r\n--" + boundary.group(1)), -1)) {
            int blank = piece.indexOf("\r\n\r\n");
            String head = blank < 0 ? "" : piece.substring(0, blank);
            if (head.matches("(?is).*content-disposition:[^\\r\\n]*\\bname=\"" + Pattern.quote(name) + "\".*")) {
                Matcher type = TYPE.matcher(head);
                return Optional.of(new Part(
                        type.find() ? type.group(1).strip() : "application/octet-stream",
                        piece.substring(blank + 4).getBytes(StandardCharsets.ISO_8859_1)));
            }
        }
        return Optional.empty();
    }
}
