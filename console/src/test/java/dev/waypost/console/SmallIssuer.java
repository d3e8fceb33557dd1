package dev.waypost.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// An OpenID Connect issuer as small as one can be: it signs in whoever comes, and gives a token for a code once. A
/// browser finds a page with a button there.
final class SmallIssuer implements AutoCloseable {
    static final String SECRET = "console-secret";
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    /// What a browser brought, by the code that it was sent back with.
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();

    private final HttpServer server;
    private final KeyPair keys;
    private final String host;
    volatile String role = "OPERATOR";

    SmallIssuer() {
        this("127.0.0.1");
    }

    /// @param host a name of this machine: under another name than the console's, it is another site to a browser
    SmallIssuer(String host) {
        this.host = host;
        try {
            keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(
                "/.well-known/openid-configuration", exchange -> answer(exchange, 200, """
                {"issuer": "%1$s", "jwks_uri": "%1$s/keys", "authorization_endpoint": "%1$s/authorize",
                 "token_endpoint": "%1$s/token"}""".formatted(url())));
        server.createContext("/keys", exchange -> answer(exchange, 200, """
                {"keys": [{"kid": "one", "use": "sig", "kty": "OKP", "crv": "Ed25519", "x": "%s"}]}""".formatted(key())));
        server.createContext("/token", this::token);
        server.createContext("/authorize", this::entrance);
        server.start();
    }

    String url() {
        return "http://" + host + ":" + server.getAddress().getPort();
    }

    /// Signs in at the address that the browser was sent to, and says with which code it goes back.
    String signIn(String entrance) {
        Map<String, String> asked = fields(entrance.substring(entrance.indexOf('?') + 1));
        String code = "code-" + codes.size();
        codes.put(code, asked);
        return code;
    }

    static Map<String, String> fields(String form) {
        return Arrays.stream(form.split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    /// What a browser finds: a page with a button that leads back, as whoever presses it.
    private void entrance(HttpExchange exchange) throws IOException {
        String asked = exchange.getRequestURI().getRawQuery();
        if (exchange.getRequestMethod().equals("GET")) {
            page(
                    exchange,
                    "<h1>Issuer of the test</h1><form method=post action='/authorize?" + asked.replace("&", "&amp;")
                            + "'><button>Sign in as Ann</button></form>");
            return;
        }
        exchange.getRequestBody().readAllBytes();
        Map<String, String> fields = fields(asked);
        exchange.getResponseHeaders()
                .set(
                        "Location",
                        fields.get("redirect_uri") + "?code=" + signIn("?" + asked) + "&state=" + fields.get("state"));
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private static void page(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = ("<!doctype html><html lang=en><title>Issuer</title><link rel=icon href='data:,'>" + body)
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> sent = fields(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Map<String, String> asked = codes.remove(sent.getOrDefault("code", ""));
        String basic = Base64.getEncoder().encodeToString(("console:" + SECRET).getBytes(StandardCharsets.UTF_8));
        boolean good = asked != null
                && ("Basic " + basic).equals(exchange.getRequestHeaders().getFirst("Authorization"))
                && Objects.equals(asked.get("redirect_uri"), sent.get("redirect_uri"))
                && Objects.equals(asked.get("code_challenge"), challenge(sent.getOrDefault("code_verifier", "")));
        if (!good || asked == null) {
            answer(exchange, 400, "{\"error\": \"invalid_grant\"}");
            return;
        }
        answer(exchange, 200, "{\"token_type\": \"Bearer\", \"id_token\": \"%s\"}".formatted(signed("""
                {"iss": "%s", "aud": "console", "sub": "ann", "exp": %d, "nonce": "%s", "waypost_role": "%s",
                 "waypost_tenants": ["*"]}""".formatted(
                                url(), System.currentTimeMillis() / 1000 + 3600, asked.get("nonce"), role))));
    }

    private String signed(String claims) {
        try {
            String text = part("{\"alg\": \"EdDSA\", \"kid\": \"one\"}") + "." + part(claims);
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(keys.getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String key() {
        var point = ((EdECPublicKey) keys.getPublic()).getPoint();
        var bytes = new byte[32];
        byte[] y = point.getY().toByteArray();
        for (int i = 0; i < Math.min(32, y.length); i++) {
            bytes[i] = y[y.length - 1 - i];
        }
        if (point.isXOdd()) {
            bytes[31] |= (byte) 0x80;
        }
        return URL.encodeToString(bytes);
    }

    private static String challenge(String verifier) {
        try {
            return URL.encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String part(String json) {
        return URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
