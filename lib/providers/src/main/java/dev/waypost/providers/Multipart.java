package dev.waypost.providers;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A `multipart/form-data` body in the making.
public final class Multipart {
    private final String boundary = "waypost-" + UUID.randomUUID();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    public Multipart field(String name, String value) {
        head("name=\"" + quoted(name) + "\"", null);
        bytes.writeBytes((value + "\r\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    public Multipart file(String name, String filename, String mimeType, byte[] content) {
        head("name=\"" + quoted(name) + "\"; filename=\"" + quoted(filename) + "\"", mimeType);
        bytes.writeBytes(content);
        bytes.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    /// The body so far, ended.
    public HttpBody done() {
        var whole = new ByteArrayOutputStream(bytes.size() + 64);
        whole.writeBytes(bytes.toByteArray());
        whole.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return new HttpBody("multipart/form-data; boundary=" + boundary, whole.toByteArray());
    }

    private void head(String disposition, @Nullable String mimeType) {
        String type = mimeType == null ? "" : "Content-Type: " + mimeType.replaceAll("[\\r\\n]", "") + "\r\n";
        bytes.writeBytes(
                ("--" + boundary + "\r\nContent-Disposition: form-data; " + disposition + "\r\n" + type + "\r\n")
                        .getBytes(StandardCharsets.UTF_8));
    }

    /// As browsers do it: a name cannot end its own quotes or its line.
    private static String quoted(String text) {
        return text.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
    }
}
