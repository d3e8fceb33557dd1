package dev.waypost.platform.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// What came back; header names are in lower case.
public record HttpAnswer(int status, Map<String, String> headers, byte[] body) {
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
