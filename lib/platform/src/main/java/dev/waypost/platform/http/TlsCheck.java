package dev.waypost.platform.http;

import dev.waypost.platform.http.ConnectionCheck.Found;
import dev.waypost.platform.http.ConnectionStep.Outcome;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// Looks at the certificate of a server that a connection is open to.
final class TlsCheck {
    /// Certificates of automatic issuers are renewed thirty days before their end: later means that nobody did.
    private static final Duration SOON = Duration.ofDays(21);

    private final SSLSocketFactory sockets;
    private final InstantSource clock;

    TlsCheck(SSLSocketFactory sockets, InstantSource clock) {
        this.sockets = sockets;
        this.clock = clock;
    }

    Found greet(Socket connected, URI uri, int port, long leftMillis) {
        String host = uri.getHost().startsWith("[")
                ? uri.getHost().substring(1, uri.getHost().length() - 1)
                : uri.getHost();
        try {
            connected.setSoTimeout((int) Math.min(leftMillis, Integer.MAX_VALUE));
            var socket = (SSLSocket) sockets.createSocket(connected, host, port, true);
            SSLParameters parameters = socket.getSSLParameters();
            // Without it the chain is verified and the name is not.
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return verdict(
                    socket.getSession().getProtocol(), certificate.getNotAfter().toInstant());
        } catch (SocketTimeoutException e) {
            return Found.failed("no answer in time");
        } catch (IOException e) {
            return Found.failed(cause(e));
        }
    }

    private Found verdict(String protocol, Instant end) {
        Duration left = Duration.between(clock.instant(), end);
        String detail = protocol + ", the certificate is good for " + left.toDays() + " days";
        return new Found(left.compareTo(SOON) < 0 ? Outcome.WARNED : Outcome.PASSED, detail);
    }

    private static String cause(IOException failure) {
        for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
            String text = String.valueOf(at.getMessage());
            if (at instanceof CertificateExpiredException) {
                return "the certificate has expired";
            }
            if (at instanceof CertificateNotYetValidException) {
                return "the certificate is not valid yet";
            }
            if (at instanceof CertPathBuilderException) {
                return "the certificate is signed by nobody who is trusted";
            }
            if (text.startsWith("No subject alternative") || text.startsWith("No name matching")) {
                return "the certificate is for another host";
            }
        }
        return "no TLS could be agreed on";
    }
}
