package dev.waypost.platform.http;

import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// How many calls may be under way to one origin, over whichever protocol; others wait within their deadline.
final class Places {
    /// What is done in a place.
    interface Exchange {
        HttpAnswer run() throws HttpFailure;
    }

    private static final class Place {
        private final Semaphore free;
        private int users;

        Place(int most) {
            this.free = new Semaphore(most);
        }
    }

    private final int most;
    private final Map<Origin, Place> places = new ConcurrentHashMap<>();

    Places(int most) {
        this.most = most;
    }

    HttpAnswer within(Outgoing request, Exchange exchange) throws HttpFailure {
        Place place = enter(request.origin());
        try {
            if (!place.free.tryAcquire(request.deadline() - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new HttpFailure(
                        HttpFailure.Kind.TIMED_OUT_BEFORE_SEND,
                        "all " + most + " calls to it that may be under way were",
                        new SocketTimeoutException());
            }
            try {
                return exchange.run();
            } finally {
                place.free.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HttpFailure(HttpFailure.Kind.CONNECT_FAILED, "interrupted", e);
        } finally {
            leave(request.origin());
        }
    }

    private Place enter(Origin origin) {
        return places.compute(origin, (key, known) -> {
            Place place = known == null ? new Place(most) : known;
            place.users++;
            return place;
        });
    }

    private void leave(Origin origin) {
        places.computeIfPresent(origin, (key, place) -> --place.users == 0 ? null : place);
    }
}
