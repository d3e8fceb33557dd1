package dev.waypost.configclient;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Readings under way, one per tenant at most; who wants the same tenant meanwhile shares it and hears what it hears.
final class Flights {
    private final ConcurrentMap<String, Flight> flights = new ConcurrentHashMap<>();

    /// What was read.
    ///
    /// @param asOf everything that was committed before this moment is in it
    /// @param last whether it is the last good and nobody could be asked
    record Landed(Held held, long asOf, boolean last) {
        /// Whether somebody who asked at this moment may act on it.
        boolean serves(long asked) {
            return last || asked - asOf < Horizon.BOUND;
        }
    }

    /// One reading.
    static final class Flight {
        private final CompletableFuture<Landed> landed = new CompletableFuture<>();
        private volatile long announced;

        /// The highest revision that was announced since the reading began.
        long announced() {
            return announced;
        }

        private synchronized void heard(long revision) {
            announced = Math.max(announced, revision);
        }
    }

    void heard(Change change) {
        @Nullable Flight flight = flights.get(change.member());
        if (flight != null) {
            flight.heard(change.revision());
        }
    }

    /// The outcome of the reading under way, or of this one.
    Landed join(String tenantId, Function<Flight, Landed> reading) {
        var mine = new Flight();
        @Nullable Flight running = flights.putIfAbsent(tenantId, mine);
        if (running != null) {
            return await(running.landed);
        }
        try {
            Landed landed = reading.apply(mine);
            mine.landed.complete(landed);
            return landed;
        } catch (RuntimeException | Error e) {
            mine.landed.completeExceptionally(e);
            throw e;
        } finally {
            flights.remove(tenantId, mine);
        }
    }

    private static Landed await(CompletableFuture<Landed> running) {
        try {
            return running.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
