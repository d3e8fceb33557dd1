package dev.waypost.platform.http;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/// One outbound request; the time-out covers everything from the name look-up to the last byte of the answer.
public record HttpCall(String method, URI uri, Map<String, String> headers, byte[] body, Duration timeout) {}
