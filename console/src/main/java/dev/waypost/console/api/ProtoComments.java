package dev.waypost.console.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What the contracts' own comments say of messages, fields and values: the document has no second text for them.
///
/// Reads the layout that the contracts' formatter keeps: a comment on lines of its own, right before what it is about.
public final class ProtoComments {
    private static final Pattern SCOPE = Pattern.compile("(message|enum|service|oneof|rpc|extend) (\\w+).*");
    private static final Pattern MEMBER = Pattern.compile("(?:[\\w.<>, ]+ )?(\\w+) = \\d+.*");

    private final Map<String, Map<String, String>> files = new ConcurrentHashMap<>();

    /// The comment on what has this full name in this file; empty when it has none.
    public String of(String file, String fullName) {
        return files.computeIfAbsent(file, ProtoComments::read).getOrDefault(fullName, "");
    }

    private static Map<String, String> read(String file) {
        Map<String, String> found = new HashMap<>();
        try (InputStream in = ProtoComments.class.getResourceAsStream("/" + file)) {
            if (in != null) {
                new Scan(found).all(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Scan {
        private static final Set<String> NAMELESS = Set.of("oneof", "rpc", "");
        private final Map<String, String> found;
        private final Deque<String> scopes = new ArrayDeque<>();
        private final StringBuilder comment = new StringBuilder();
        private String root = "";

        Scan(Map<String, String> found) {
            this.found = found;
        }

        void all(String text) {
            text.lines().map(String::strip).forEach(this::line);
        }

        private void line(String line) {
            if (line.startsWith("//")) {
                comment.append(comment.isEmpty() ? "" : " ")
                        .append(line.substring(2).strip());
                return;
            }
            if (line.startsWith("package ")) {
                root = line.substring("package ".length(), line.length() - 1);
            }
            Matcher scope = SCOPE.matcher(line);
            Matcher member = MEMBER.matcher(line);
            if (scope.matches()) {
                keep(scope.group(2));
                if (line.endsWith("{")) {
                    scopes.addLast(NAMELESS.contains(scope.group(1)) ? "" : scope.group(2));
                }
            } else if (line.endsWith("{")) {
                scopes.addLast("");
            } else if (line.startsWith("}")) {
                scopes.pollLast();
            } else if (!line.startsWith("option ") && member.matches()) {
                keep(member.group(1));
            }
            comment.setLength(0);
        }

        private void keep(String name) {
            String path = scopes.stream()
                    .filter(part -> !part.isEmpty())
                    .map(part -> part + ".")
                    .collect(Collectors.joining());
            found.putIfAbsent(root + "." + path + name, comment.toString());
        }
    }
}
