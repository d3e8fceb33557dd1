package dev.waypost.ingress.listener;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Counts what all connections hold together, and says no before it is too much.
final class Turnstile {
    private final int maxConnections;
    private final int maxPerAddress;
    private final long maxBytes;
    private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    private final LongAdder allowed = new LongAdder();
    private final LongAdder rejected = new LongAdder();

    Turnstile(int maxConnections, int maxPerAddress, long maxBytes) {
        this.maxConnections = maxConnections;
        this.maxPerAddress = maxPerAddress;
        this.maxBytes = maxBytes;
    }

    /// Every call is followed by one [#leave] with the same address, also when the answer is no.
    ///
    /// @param from who must not take every place; null for somebody who comes for many
    boolean enter(@Nullable InetAddress from) {
        boolean room = connections.incrementAndGet() <= maxConnections;
        boolean modest = from == null || perAddress.merge(network(from), 1, Integer::sum) <= maxPerAddress;
        (room && modest ? allowed : rejected).increment();
        return room && modest;
    }

    void leave(@Nullable InetAddress from) {
        connections.decrementAndGet();
        if (from != null) {
            perAddress.computeIfPresent(network(from), (_, open) -> open > 1 ? open - 1 : null);
        }
    }

    /// Whoever has one IPv6 address has its whole /64.
    private static InetAddress network(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("sixteen bytes are an address", e);
        }
    }

    boolean reserve(long more) {
        if (bytes.addAndGet(more) <= maxBytes) {
            return true;
        }
        bytes.addAndGet(-more);
        rejected.increment();
        return false;
    }

    void release(long held) {
        bytes.addAndGet(-held);
    }

    void begin() {
        requests.incrementAndGet();
    }

    void end() {
        requests.decrementAndGet();
    }

    long allowed() {
        return allowed.sum();
    }

    long rejected() {
        return rejected.sum();
    }

    int connections() {
        return connections.get();
    }

    int requests() {
        return requests.get();
    }

    long bytes() {
        return bytes.get();
    }
}
