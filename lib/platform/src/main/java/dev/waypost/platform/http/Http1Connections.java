package dev.waypost.platform.http;

import dev.waypost.platform.work.Loop;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.http.HttpException;
import org.jspecify.annotations.Nullable;

/// The open connections to all origins: used again while they are fresh, closed when they are not.
///
/// A request on a connection that the other side closes at that moment fails without an answer, and nobody can say
/// whether it was read. So a connection is used again only for a short time, and looked at before.
final class Http1Connections implements AutoCloseable {
    private static final int MOST_IDLE = 1024;

    private final Dialer dialer;
    private final HttpSettings settings;
    private final Counter stale;
    private final Map<Origin, Lines> origins = new ConcurrentHashMap<>();
    private final Map<Http1Connection, Long> busyUntil = new ConcurrentHashMap<>();
    private final AtomicInteger idle = new AtomicInteger();
    private final Loop sweeps;

    Http1Connections(Dialer dialer, HttpSettings settings, Counter stale) {
        this.dialer = dialer;
        this.settings = settings;
        this.stale = stale;
        this.sweeps = Loop.every("http-connections", Duration.ofSeconds(1), this::sweep);
    }

    /// The connections to one origin. The one that was used last is used first: the others may grow old and go.
    private static final class Lines {
        private final ConcurrentLinkedDeque<Http1Connection> idle = new ConcurrentLinkedDeque<>();
        private int users;
    }

    HttpAnswer send(URI uri, Outgoing request) throws HttpFailure, Dialer.PrefersHttp2 {
        Lines lines = enter(request.origin());
        try {
            return send(lines, connection(lines, uri, request), request);
        } finally {
            leave(request.origin());
        }
    }

    private Http1Connection connection(Lines lines, URI uri, Outgoing request) throws HttpFailure, Dialer.PrefersHttp2 {
        long now = System.nanoTime();
        for (@Nullable Http1Connection next = lines.idle.pollFirst(); next != null; next = lines.idle.pollFirst()) {
            idle.decrementAndGet();
            if (next.idleNanos(now) <= settings.keepAlive().toNanos() && !next.isStale(now)) {
                return next;
            }
            stale.increment();
            next.close();
        }
        try {
            return dialer.dial(uri, request.origin(), request.deadline());
        } catch (Dialer.PrefersHttp2 e) {
            throw e;
        } catch (IOException e) {
            throw HttpFailure.before(e);
        }
    }

    private HttpAnswer send(Lines lines, Http1Connection connection, Outgoing request) throws HttpFailure {
        busyUntil.put(connection, request.deadline());
        boolean reusable = false;
        try {
            HttpAnswer answer = connection.exchange(request, settings.maxAnswerBytes());
            reusable = connection.isReusable();
            return answer;
        } catch (Http1Connection.TooLarge e) {
            throw HttpFailure.tooLarge(settings.maxAnswerBytes(), e);
        } catch (IOException | HttpException e) {
            throw HttpFailure.after(busyUntil.containsKey(connection) ? e : new SocketTimeoutException());
        } finally {
            // Whoever takes it off the list decides: one that the sweep closed is not kept.
            boolean mine = busyUntil.remove(connection) != null;
            if (mine && reusable && idle.get() < MOST_IDLE) {
                keep(lines, connection);
            } else {
                connection.close();
            }
        }
    }

    private void keep(Lines lines, Http1Connection connection) {
        connection.idle(System.nanoTime());
        idle.incrementAndGet();
        lines.idle.addFirst(connection);
    }

    private Lines enter(Origin origin) {
        return origins.compute(origin, (key, known) -> {
            Lines lines = known == null ? new Lines() : known;
            lines.users++;
            return lines;
        });
    }

    private void leave(Origin origin) {
        origins.computeIfPresent(origin, (key, lines) -> {
            lines.users--;
            return lines;
        });
    }

    /// Closes what nobody may use any more, and frees who writes to somebody that does not read.
    void sweep() {
        long now = System.nanoTime();
        busyUntil.forEach((connection, deadline) -> {
            if (now - deadline > 0 && busyUntil.remove(connection, deadline)) {
                connection.close();
            }
        });
        for (Origin origin : origins.keySet()) {
            origins.computeIfPresent(origin, (key, lines) -> {
                closeOld(lines, now);
                return lines.users == 0 && lines.idle.isEmpty() ? null : lines;
            });
        }
    }

    /// The oldest are last.
    private void closeOld(Lines lines, long now) {
        for (@Nullable Http1Connection last = lines.idle.peekLast();
                last != null && last.idleNanos(now) > settings.keepAlive().toNanos();
                last = lines.idle.peekLast()) {
            if (lines.idle.removeLastOccurrence(last)) {
                idle.decrementAndGet();
                last.close();
            }
        }
    }

    @Override
    public void close() {
        sweeps.close();
        origins.values().forEach(lines -> lines.idle.forEach(Http1Connection::close));
    }
}
