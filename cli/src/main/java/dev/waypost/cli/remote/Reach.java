package dev.waypost.cli.remote;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// Whether an address can be reached from here, and whether its certificate is good and will be for a while.
final class Reach {
    private static final int PATIENCE_MILLIS = 5_000;
    private static final Duration RENEWED_BY = Duration.ofDays(14);

    private final Findings findings;
    private final Instant now;

    Reach(Findings findings, Instant now) {
        this.findings = findings;
        this.now = now;
    }

    /// @param what whose address it is, such as `the console`
    /// @return whether it makes sense to go on asking there
    boolean look(String what, URI url) {
        boolean tls = "https".equalsIgnoreCase(url.getScheme());
        int port = url.getPort() > 0 ? url.getPort() : tls ? 443 : 80;
        InetAddress address;
        try {
            address = InetAddress.getByName(url.getHost());
        } catch (UnknownHostException e) {
            findings.wrong(
                    "the name of " + what + " is known",
                    url.getHost() + " is no name that is known here",
                    "look at the URL, and at the DNS of this machine");
            return false;
        }
        String at = address.getHostAddress() + " port " + port;
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), PATIENCE_MILLIS);
        } catch (IOException e) {
            findings.wrong(
                    what + " can be reached",
                    at + ": " + e.getMessage(),
                    "look whether it runs, and whether a firewall or a port stands in between");
            return false;
        }
        findings.ok(what + " can be reached", at);
        if (tls) {
            return certificate(what, url.getHost(), port);
        }
        if (!address.isLoopbackAddress()) {
            findings.note(
                    "what is said to " + what + " is encrypted",
                    "plain http",
                    "use https wherever others can listen: keys and texts go over this line");
        }
        return true;
    }

    private boolean certificate(String what, String host, int port) {
        String step = "the certificate of " + what + " is good";
        try {
            Instant end = handshake(SSLContext.getDefault(), host, port, true)
                    .getNotAfter()
                    .toInstant();
            long days = Duration.between(now, end).toDays();
            findings.judge(
                    end.isAfter(now.plus(RENEWED_BY)),
                    step,
                    "it ends in " + days + " d, at " + end,
                    "renew it now, and look why it was not renewed by itself");
            return true;
        } catch (IOException e) {
            findings.wrong(
                    step,
                    said(e) + shown(host, port),
                    "serve a certificate for this name, signed by somebody whom"
                            + " callers trust; for one of your own: JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStore=FILE");
        } catch (GeneralSecurityException e) {
            findings.wrong(step, String.valueOf(e.getMessage()), "look at the trust store of this machine's Java");
        }
        return false;
    }

    /// What it looks like to whoever trusts anybody: to say more than that it is not trusted.
    private static String shown(String host, int port) {
        try {
            SSLContext anybody = SSLContext.getInstance("TLS");
            anybody.init(null, new TrustManager[] {new Anybody()}, null);
            X509Certificate shown = handshake(anybody, host, port, false);
            return "; it is for " + shown.getSubjectX500Principal().getName() + ", by "
                    + shown.getIssuerX500Principal().getName() + ", until "
                    + shown.getNotAfter().toInstant();
        } catch (IOException | GeneralSecurityException e) {
            return "";
        }
    }

    private static X509Certificate handshake(SSLContext context, String host, int port, boolean checked)
            throws IOException {
        try (var plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
            plain.setSoTimeout(PATIENCE_MILLIS);
            try (var socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true)) {
                if (checked) {
                    SSLParameters parameters = socket.getSSLParameters();
                    parameters.setEndpointIdentificationAlgorithm("HTTPS");
                    socket.setSSLParameters(parameters);
                }
                socket.startHandshake();
                if (socket.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate) {
                    return certificate;
                }
                throw new SSLException("it shows none");
            }
        }
    }

    private static String said(IOException e) {
        return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
    }

    /// Only ever asked to show a certificate; nothing is said over its connections.
    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
