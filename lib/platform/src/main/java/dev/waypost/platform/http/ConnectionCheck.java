package dev.waypost.platform.http;

import dev.waypost.platform.http.ConnectionStep.Kind;
import dev.waypost.platform.http.ConnectionStep.Outcome;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/// Goes to the server behind a URL step by step, and says how each step went: the same refusals as [GuardedHttp], the
/// same address from the look-up to the certificate, and nothing sent but a TLS greeting.
@Singleton
public final class ConnectionCheck {
    private static final int MOST_ADDRESSES = 4;

    private final UrlGuard guard;
    private final Duration connectTimeout;
    private final TlsCheck tls;

    @Inject
    ConnectionCheck(HttpSettings settings, InstantSource clock) throws NoSuchAlgorithmException {
        this(settings, clock, SSLContext.getDefault());
    }

    ConnectionCheck(HttpSettings settings, InstantSource clock, SSLContext trust) {
        this.guard = new UrlGuard(settings);
        this.connectTimeout = settings.connectTimeout();
        this.tls = new TlsCheck(trust.getSocketFactory(), clock);
    }

    /// Every step, in order; ends within the budget.
    public List<ConnectionStep> run(URI uri, Duration budget) {
        return run(uri, budget, step -> {});
    }

    /// The same.
    ///
    /// @param told hears each step as soon as it is over, in the caller's thread
    public List<ConnectionStep> run(URI uri, Duration budget, Consumer<ConnectionStep> told) {
        var walk = new Walk(System.nanoTime() + budget.toNanos(), told);
        walk.step(Kind.URL, () -> {
            Optional<UrlRefusal> refused = UrlGuard.refusalOfText(uri);
            if (refused.isEmpty() && UrlGuard.isLiteral(uri.getHost())) {
                refused = guard.refusal(uri);
            }
            return refused.map(refusal -> Found.failed(refusal.kind() + ": " + refusal.detail()))
                    .orElse(Found.passed("it may be called"));
        });
        var addresses = new ArrayList<InetAddress>();
        walk.step(Kind.DNS, () -> {
            addresses.addAll(guard.addresses(uri));
            return Found.passed(
                    UrlGuard.isLiteral(uri.getHost())
                            ? "the host is an address"
                            : addresses.size() + " address" + (addresses.size() == 1 ? "" : "es"));
        });
        try (var socket = new Opened()) {
            walk.step(Kind.TCP, () -> connect(socket, addresses, port(uri), walk));
            if (UrlGuard.isPlain(uri)) {
                walk.skip(Kind.TLS, "the URL is plain http");
            } else {
                walk.step(Kind.TLS, () -> tls.greet(socket.socket(), uri, port(uri), walk.leftMillis()));
            }
        }
        return walk.steps;
    }

    private Found connect(Opened opened, List<InetAddress> addresses, int port, Walk walk) {
        String why = "no address";
        for (InetAddress address : addresses.subList(0, Math.min(MOST_ADDRESSES, addresses.size()))) {
            var socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, port), (int)
                        Math.clamp(connectTimeout.toMillis(), 1, walk.leftMillis()));
                opened.hold(socket);
                return Found.passed("a connection to port " + port + " opened");
            } catch (SocketTimeoutException e) {
                why = "no answer in time";
            } catch (IOException e) {
                why = "the connection was refused";
            }
            close(socket);
        }
        return Found.failed(why + " (port " + port + ")");
    }

    private static int port(URI uri) {
        return uri.getPort() != -1 ? uri.getPort() : UrlGuard.isPlain(uri) ? 80 : 443;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is being thrown away.
            return;
        }
    }

    /// What a step found.
    record Found(Outcome outcome, String detail) {
        static Found passed(String detail) {
            return new Found(Outcome.PASSED, detail);
        }

        static Found failed(String detail) {
            return new Found(Outcome.FAILED, detail);
        }
    }

    /// The one connection that both TCP and TLS look at. One that opens after the time was up is closed at once.
    private static final class Opened implements AutoCloseable {
        private Socket held = new Socket();
        private boolean closed;

        synchronized void hold(Socket socket) {
            if (closed) {
                ConnectionCheck.close(socket);
            }
            held = socket;
        }

        synchronized Socket socket() {
            return held;
        }

        @Override
        public synchronized void close() {
            closed = true;
            ConnectionCheck.close(held);
        }
    }

    /// The steps so far; after a failure the others are skipped.
    private static final class Walk {
        private final List<ConnectionStep> steps = new ArrayList<>();
        private final long deadline;
        private final Consumer<ConnectionStep> told;
        private boolean failed;

        Walk(long deadline, Consumer<ConnectionStep> told) {
            this.deadline = deadline;
            this.told = told;
        }

        long leftMillis() {
            return Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
        }

        void step(Kind kind, Callable<Found> look) {
            if (failed) {
                skip(kind, "an earlier step failed");
                return;
            }
            long begun = System.nanoTime();
            Found found = bounded(look);
            failed = found.outcome() == Outcome.FAILED;
            add(new ConnectionStep(kind, found.outcome(), Duration.ofNanos(System.nanoTime() - begun), found.detail()));
        }

        void skip(Kind kind, String why) {
            add(new ConnectionStep(kind, Outcome.SKIPPED, Duration.ZERO, why));
        }

        private void add(ConnectionStep step) {
            steps.add(step);
            told.accept(step);
        }

        /// A name server that is silent holds a look-up for longer than anybody waits.
        private Found bounded(Callable<Found> look) {
            var task = new FutureTask<>(look);
            Thread.startVirtualThread(task);
            try {
                return task.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                return Found.failed("no answer in time");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Found.failed("interrupted");
            } catch (ExecutionException e) {
                return switch (e.getCause()) {
                    case AddressRefused refused ->
                        Found.failed(refused.refusal().kind() + ": " + refused.getMessage());
                    case UnknownHostException unknown -> Found.failed("UNRESOLVED: its name does not resolve");
                    case null, default -> throw new IllegalStateException("a step of a check broke", e.getCause());
                };
            }
        }
    }
}
