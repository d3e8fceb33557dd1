package dev.waypost.platform.tally;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The calls of this process to servers that are not answered yet. As many servers at most as calls.
@Singleton
public final class CallsUnderWay {
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();

    /// One call, for as long as it is open.
    public interface Call extends AutoCloseable {
        @Override
        void close();
    }

    public Call to(String server) {
        calls.merge(server, 1, Integer::sum);
        return () -> calls.computeIfPresent(server, (_, open) -> open > 1 ? open - 1 : null);
    }

    /// How many there are now, by server; none that has none.
    Map<String, Integer> now() {
        return Map.copyOf(calls);
    }
}
