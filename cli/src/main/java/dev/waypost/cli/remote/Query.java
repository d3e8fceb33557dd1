package dev.waypost.cli.remote;

/// A path with its query: what has no value is left out.
final class Query {
    private final StringBuilder path;
    private char next = '?';

    private Query(String path) {
        this.path = new StringBuilder(path);
    }

    static Query of(String path) {
        return new Query(path);
    }

    Query with(String name, String value) {
        if (!value.isEmpty()) {
            path.append(next).append(name).append('=').append(Remote.encoded(value));
            next = '&';
        }
        return this;
    }

    Query with(String name, long value) {
        return with(name, Long.toString(value));
    }

    Query with(String name, boolean value) {
        return value ? with(name, "true") : this;
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
