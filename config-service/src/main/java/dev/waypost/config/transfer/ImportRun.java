package dev.waypost.config.transfer;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What the steps of one lease of an import keep in memory: where they read, and what the lines so far named.
///
/// The ids of all lines are held, about a hundred bytes each; the lines themselves are not. The next lines are read
/// while the last ones are written, so two threads are here at a time.
final class ImportRun {
    private final LineReader reader;
    private final @Nullable Passphrase passphrase;
    private final boolean pretends;
    private final Map<ObjectKind, Map<String, Long>> named = new ConcurrentHashMap<>();
    /// Number → tenant, where nothing is written that a later line could be compared with.
    private final Map<String, String> numbers = new ConcurrentHashMap<>();
    private final Map<String, String> projectOwners = new ConcurrentHashMap<>();

    /// @param pretends whether the lines so far changed nothing, so that later ones may only refer to what they said
    ImportRun(LineReader reader, @Nullable Passphrase passphrase, boolean pretends) {
        this.reader = reader;
        this.passphrase = passphrase;
        this.pretends = pretends;
    }

    LineReader reader() {
        return reader;
    }

    @Nullable
    Passphrase passphrase() {
        return passphrase;
    }

    boolean pretends() {
        return pretends;
    }

    /// The earlier line that named the same object; empty when this is the first.
    Optional<Long> name(ImportLine line) {
        Map<String, Long> lines = named.computeIfAbsent(line.kind(), kind -> new ConcurrentHashMap<>());
        @Nullable Long earlier = lines.putIfAbsent(line.key(), line.number());
        return Optional.ofNullable(earlier).filter(number -> number != line.number());
    }

    /// Takes back what a line that broke had named.
    void forget(ImportLine line) {
        Map<String, Long> lines = named.computeIfAbsent(line.kind(), kind -> new ConcurrentHashMap<>());
        lines.remove(line.key(), line.number());
    }

    /// Whether an earlier line would have made it.
    boolean wouldHave(ObjectKind kind, String key) {
        return pretends && named.getOrDefault(kind, Map.of()).containsKey(key);
    }

    Map<String, String> numbers() {
        return numbers;
    }

    Map<String, String> projectOwners() {
        return projectOwners;
    }
}
