package dev.waypost.platform.auth;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// An issuer that serves its discovery document and keys over HTTP and signs whatever it is told to.
final class TokenIssuer implements AutoCloseable {
    /// One key pair of the issuer.
    record Signer(String keyId, String algorithm, KeyPair pair) {
        static Signer of(String keyId, String algorithm) {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance(
                        switch (algorithm) {
                            case "RS256" -> "RSA";
                            case "ES256" -> "EC";
                            default -> "Ed25519";
                        });
                if (!algorithm.equals("EdDSA")) {
                    generator.initialize(algorithm.equals("ES256") ? 256 : 2048);
                }
                return new Signer(keyId, algorithm, generator.generateKeyPair());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        String token(String claims) {
            return sign("{\"alg\":\"%s\",\"kid\":\"%s\"}".formatted(algorithm, keyId), claims);
        }

        String sign(String header, String claims) {
            try {
                String signed = part(header) + "." + part(claims);
                Signature signature = Signature.getInstance(
                        switch (algorithm) {
                            case "RS256" -> "SHA256withRSA";
                            case "ES256" -> "SHA256withECDSAinP1363Format";
                            default -> "Ed25519";
                        });
                signature.initSign(pair.getPrivate());
                signature.update(signed.getBytes(StandardCharsets.US_ASCII));
                return signed + "." + encode(signature.sign());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        private String jwk() {
            String key = switch (pair.getPublic()) {
                case RSAPublicKey rsa ->
                    "\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\""
                            .formatted(number(rsa.getModulus(), 256), number(rsa.getPublicExponent(), 3));
                case ECPublicKey ec ->
                    "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\""
                            .formatted(
                                    number(ec.getW().getAffineX(), 32),
                                    number(ec.getW().getAffineY(), 32));
                case EdECPublicKey ed -> "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\"".formatted(littleEndian(ed));
                default -> throw new IllegalStateException();
            };
            return "{\"kid\":\"%s\",\"use\":\"sig\",%s}".formatted(keyId, key);
        }

        private static String number(BigInteger number, int bytes) {
            var fixed = new byte[bytes];
            byte[] raw = number.toByteArray();
            int length = Math.min(raw.length, bytes);
            System.arraycopy(raw, raw.length - length, fixed, bytes - length, length);
            return encode(fixed);
        }

        private static String littleEndian(EdECPublicKey key) {
            var bytes = new byte[32];
            byte[] y = key.getPoint().getY().toByteArray();
            for (int i = 0; i < Math.min(32, y.length); i++) {
                bytes[i] = y[y.length - 1 - i];
            }
            if (key.getPoint().isXOdd()) {
                bytes[31] |= (byte) 0x80;
            }
            return encode(bytes);
        }
    }

    private final HttpServer server;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile List<Signer> signers = List.of();
    private volatile boolean up = true;

    TokenIssuer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        serve(
                "/.well-known/openid-configuration",
                () -> "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\"}".formatted(url(), url()));
        serve("/keys", () -> {
            asked.incrementAndGet();
            var keys = new ArrayList<>(signers.stream().map(Signer::jwk).toList());
            // What else issuers publish: keys for encryption, keys of other kinds.
            keys.add("{\"kty\":\"oct\",\"kid\":\"secret\",\"k\":\"AAAA\"}");
            return "{\"keys\":[" + String.join(",", keys) + "]}";
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    int timesAsked() {
        return asked.get();
    }

    void publish(Signer... published) {
        signers = List.of(published);
    }

    void goAway() {
        up = false;
    }

    void comeBack() {
        up = true;
    }

    static String part(String json) {
        return encode(json.getBytes(StandardCharsets.UTF_8));
    }

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private void serve(String path, java.util.function.Supplier<String> body) {
        server.createContext(path, exchange -> {
            byte[] bytes = body.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(up ? 200 : 503, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
