package dev.waypost.ingress;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToIntFunction;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A project's backend: keeps what it gets and answers as it is told.
final class TestProject implements AutoCloseable {
    /// Header names are in lower case.
    record Got(Map<String, String> headers, byte[] body) {
        /// What the project must find in `webhook-signature`. Computed with the JDK alone, as a project would.
        String standardSignature(String secret) throws GeneralSecurityException {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((headers.get("webhook-id") + "." + headers.get("webhook-timestamp") + ".")
                    .getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        }
    }

    private final HttpServer server;
    private final List<Got> got = new CopyOnWriteArrayList<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private volatile ToIntFunction<String> status = body -> 200;
    private final AtomicReference<CountDownLatch> held = new AtomicReference<>(new CountDownLatch(0));

    private TestProject(HttpServer server) {
        this.server = server;
    }

    static TestProject start() {
        try {
            var project =
                    new TestProject(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            project.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            project.server.createContext("/", exchange -> {
                try (exchange) {
                    project.most.accumulateAndGet(project.underWay.incrementAndGet(), Math::max);
                    Map<String, String> headers = new HashMap<>();
                    exchange.getRequestHeaders()
                            .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    project.got.add(new Got(headers, body));
                    project.held.get().await();
                    project.underWay.decrementAndGet();
                    exchange.sendResponseHeaders(
                            project.status.applyAsInt(new String(body, StandardCharsets.UTF_8)), -1);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            project.server.start();
            return project;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    List<Got> got() {
        return List.copyOf(got);
    }

    /// The most that were here at one time.
    int mostAtOnce() {
        return most.get();
    }

    void answers(int code) {
        status = body -> code;
        held.get().countDown();
    }

    /// Answers by what is in the body.
    void answers(ToIntFunction<String> byBody) {
        status = byBody;
        held.get().countDown();
    }

    /// What comes from now on is not answered, until it says what or the hold is let go.
    CountDownLatch holds() {
        var hold = new CountDownLatch(1);
        held.set(hold);
        return hold;
    }

    @Override
    public void close() {
        held.get().countDown();
        server.stop(0);
    }
}
