import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A project's backend: takes what Waypost delivers, once each, from nobody else.
 *
 *  WAYPOST_SIGNING_SECRET=whsec_… PORT=9000 java Backend.java
 */
class Backend {
    static final long AGE_SECONDS = 300;
    static final int MOST_BYTES = 4 << 20;

    static final List<byte[]> SECRETS = Stream.of(env("WAYPOST_SIGNING_SECRET", "").split(" "))
            .filter(secret -> !secret.isEmpty())
            .map(secret -> secret.startsWith("whsec_")
                    ? Base64.getDecoder().decode(secret.substring(6))
                    : secret.getBytes())
            .toList();

    // In a real backend this is a unique column, written in the transaction that does the work.
    static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(env("PORT", "9000"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", Backend::take);
        server.start();
        System.out.println("listening on " + server.getAddress().getPort());
    }

    static void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
            int status = body.length > MOST_BYTES ? 413 : isOurs(exchange, body) ? 204 : 401;
            String id = header(exchange, "webhook-id");
            if (status == 204 && SEEN.add(id)) {
                System.out.println(header(exchange, "x-tenant-id") + " " + id + " " + body.length + " bytes");
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    static boolean isOurs(HttpExchange exchange, byte[] body) {
        String id = header(exchange, "webhook-id");
        String time = header(exchange, "webhook-timestamp");
        if (!time.matches("\\d{1,12}") || Math.abs(Instant.now().getEpochSecond() - Long.parseLong(time)) > AGE_SECONDS) {
            return false;
        }
        return Stream.of(header(exchange, "webhook-signature").split(" "))
                .filter(signature -> signature.startsWith("v1,"))
                .map(signature -> signature.substring(3).getBytes())
                .anyMatch(given -> SECRETS.stream()
                        .anyMatch(key -> MessageDigest.isEqual(given, signature(key, id + "." + time + ".", body))));
    }

    static byte[] signature(byte[] key, String head, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(head.getBytes());
            return Base64.getEncoder().encode(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    static String env(String name, String otherwise) {
        return System.getenv().getOrDefault(name, otherwise);
    }
}
