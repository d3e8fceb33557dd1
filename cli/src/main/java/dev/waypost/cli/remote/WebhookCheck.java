package dev.waypost.cli.remote;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Asks a public webhook address what a provider asks it: the handshake, and whether it takes what nobody signed.
final class WebhookCheck {
    private static final String HANDSHAKE = "the webhook address answers a handshake";
    private static final String UNSIGNED = "what is not signed is not taken";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Findings findings;
    private final Instant now;

    WebhookCheck(Findings findings, Instant now) {
        this.findings = findings;
        this.now = now;
    }

    void look(URI url, Optional<String> token) {
        if (!new Reach(findings, now).look("the webhook address", url)) {
            return;
        }
        try (var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build()) {
            handshake(client, url, token);
            unsigned(client, url);
        } catch (IOException e) {
            findings.wrong(
                    HANDSHAKE,
                    Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName()),
                    "look at what stands before webhook-ingress");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteFailure(ExitCode.INTERRUPTED, "interrupted");
        }
    }

    private void handshake(HttpClient client, URI url, Optional<String> token)
            throws IOException, InterruptedException {
        String challenge = UUID.randomUUID().toString().replaceAll("[^0-9]", "");
        String query = "hub.mode=subscribe&hub.challenge=" + challenge + "&hub.verify_token="
                + Remote.encoded(token.orElse("no-token-of-anybody"));
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(url + (url.getRawQuery() == null ? "?" : "&") + query))
                        .timeout(PATIENCE)
                        .build(),
                BodyHandlers.ofString());
        int status = answer.statusCode();
        boolean echoed = answer.body().equals(challenge);
        if (status == 403 && token.isEmpty()) {
            findings.ok(HANDSHAKE, "it refuses a token that is nobody's; with --verify-token the right one is tried");
        } else if (status == 200 && echoed && token.isPresent()) {
            findings.ok(HANDSHAKE, "with the challenge, as it should");
        } else if (status == 403) {
            findings.wrong(
                    HANDSHAKE,
                    "403: the token is not that of the app or endpoint behind this address",
                    "give it anew: waypost endpoint rotate TENANT ENDPOINT verify-token, and tell the provider");
        } else {
            findings.wrong(
                    HANDSHAKE, "HTTP " + status + (status == 200 ? " without the challenge" : ""), advice(status));
        }
    }

    /// What is not signed by anybody is dropped by a service of ours, and only by it.
    private void unsigned(HttpClient client, URI url) throws IOException, InterruptedException {
        int status = client.send(
                        HttpRequest.newBuilder(url)
                                .timeout(PATIENCE)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{}"))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
        findings.judge(status == 401, UNSIGNED, "HTTP " + status, advice(status));
    }

    private static String advice(int status) {
        return switch (status) {
            case 404 ->
                "look whether the path is one of webhook-ingress (docs/http.md), and whether a proxy changes it";
            case 405 -> "let the proxy pass GET and POST";
            case 502, 503, 504 -> "look whether webhook-ingress runs, and whether the proxy finds it";
            case 301, 302, 307, 308 -> "give the provider the address that this one leads to; it does not follow";
            default -> "something else answers here: look at the proxy, and at the path (docs/http.md)";
        };
    }
}
