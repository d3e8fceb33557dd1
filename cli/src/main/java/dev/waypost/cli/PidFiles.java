package dev.waypost.cli;

import dev.waypost.embedded.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentSkipListMap;

/// The numbers of the processes that run now, one file each; they are told to people, never trusted by us.
final class PidFiles implements AutoCloseable {
    private final Path folder;
    private final ConcurrentSkipListMap<String, Long> pids = new ConcurrentSkipListMap<>();

    PidFiles(Path folder) {
        this.folder = folder;
        // A run that was killed left its own behind.
        try (var stale = Files.newDirectoryStream(folder, "*.pid")) {
            for (var file : stale) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new StartRefused("the data directory " + folder + " is not writable: " + e.getMessage(), e);
        }
    }

    void write(String name, long pid) {
        pids.put(name, pid);
        try {
            Files.writeString(folder.resolve(name + ".pid"), pid + "\n");
        } catch (IOException e) {
            throw new StartRefused("the data directory " + folder + " is not writable: " + e.getMessage(), e);
        }
    }

    java.util.Map<String, Long> all() {
        return pids;
    }

    @Override
    public void close() throws IOException {
        for (var name : pids.keySet()) {
            Files.deleteIfExists(folder.resolve(name + ".pid"));
        }
    }
}
