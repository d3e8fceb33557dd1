package dev.waypost.platform.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// Opens connections: to exactly the addresses that were looked at, and never longer than its caller waits.
final class Dialer {
    private static final int MOST_ADDRESSES = 4;
    private static final String HTTP_2 = "h2";

    private final UrlGuard guard;
    private final Duration connectTimeout;
    private final SSLSocketFactory tls;

    Dialer(UrlGuard guard, Duration connectTimeout, SSLSocketFactory tls) {
        this.guard = guard;
        this.connectTimeout = connectTimeout;
        this.tls = tls;
    }

    /// The other side prefers HTTP/2, which this connection does not speak.
    static final class PrefersHttp2 extends IOException {
        private static final long serialVersionUID = 1;
    }

    /// @throws AddressRefused when an address of the name must not be called
    Http1Connection dial(URI uri, Origin origin, long deadline) throws IOException {
        List<InetAddress> addresses = addresses(uri, deadline);
        IOException why = new UnknownHostException("no address");
        for (InetAddress address : addresses.subList(0, Math.min(MOST_ADDRESSES, addresses.size()))) {
            var wire = new DeadlineSocket(deadline);
            try {
                int left = Math.min(wire.leftMillis(), (int) Math.min(connectTimeout.toMillis(), Integer.MAX_VALUE));
                wire.connect(new InetSocketAddress(address, origin.port()), left);
                wire.setTcpNoDelay(true);
                return new Http1Connection(wire, origin.secure() ? greeted(wire, origin) : wire);
            } catch (PrefersHttp2 e) {
                wire.close();
                throw e;
            } catch (IOException e) {
                wire.close();
                why = e;
            }
        }
        throw why;
    }

    private SSLSocket greeted(DeadlineSocket wire, Origin origin) throws IOException {
        var socket = (SSLSocket) tls.createSocket(wire, origin.name(), origin.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        // Without it the chain is verified and the name is not.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setApplicationProtocols(new String[] {HTTP_2, "http/1.1"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        if (HTTP_2.equals(socket.getApplicationProtocol())) {
            throw new PrefersHttp2();
        }
        return socket;
    }

    /// A name server that is silent holds a look-up for longer than anybody waits.
    private List<InetAddress> addresses(URI uri, long deadline) throws IOException {
        if (UrlGuard.isLiteral(uri.getHost())) {
            return guard.addresses(uri);
        }
        var lookup = new FutureTask<>(() -> guard.addresses(uri));
        Thread.startVirtualThread(lookup);
        try {
            return lookup.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new SocketTimeoutException("the name was not resolved in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the name was looked up", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause
                    ? cause
                    : new IOException("the look-up broke", e.getCause());
        }
    }
}
