package dev.waypost.simulator.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The parts of a `multipart/form-data` body.
public final class Multipart {
    private static final Pattern BOUNDARY = Pattern.compile("(?i)multipart/form-data;.*boundary=\"?([^\";]+)\"?.*");
    private static final Pattern TYPE = Pattern.compile("(?im)^content-type:\\s*([^\\r\\n]+)");
    private static final Pattern NAME =
            Pattern.compile("(?is).*content-disposition:[^\\r\\n]*[;\\s]name=\"([^\"]*)\".*");
    private static final Pattern FILE =
            Pattern.compile("(?is).*content-disposition:[^\\r\\n]*[;\\s]filename=\"([^\"]*)\".*");

    private Multipart() {}

    /// One part.
    ///
    /// @param filename empty for what is no file
    public record Part(String filename, String contentType, byte[] bytes) {

        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    public static Optional<Part> part(HttpRequest request, String name) {
        return Optional.ofNullable(parts(request).get(name));
    }

    /// By name; empty when the body is something else.
    public static Map<String, Part> parts(HttpRequest request) {
        Map<String, Part> parts = new LinkedHashMap<>();
        Matcher boundary = BOUNDARY.matcher(request.header("Content-Type").orElse(""));
        if (!boundary.matches()) {
            return parts;
        }
        // One byte is one character here, so offsets in the text are offsets in the bytes.
        String text = "\r\n" + new String(request.body(), StandardCharsets.ISO_8859_1);
        for (String piece : text.split(Pattern.quote("\r\n--" + boundary.group(1)), -1)) {
            int blank = piece.indexOf("\r\n\r\n");
            Matcher name = NAME.matcher(blank < 0 ? "" : piece.substring(0, blank));
            if (name.matches()) {
                String head = piece.substring(0, blank);
                Matcher type = TYPE.matcher(head);
                Matcher file = FILE.matcher(head);
                parts.put(
                        name.group(1),
                        new Part(
                                file.matches() ? file.group(1) : "",
                                type.find() ? type.group(1).strip() : "application/octet-stream",
                                piece.substring(blank + 4).getBytes(StandardCharsets.ISO_8859_1)));
            }
        }
        return parts;
    }
}
