package dev.waypost.ingress;

import static org.awaitility.Awaitility.await;

import dev.waypost.embedded.Ports;
import dev.waypost.testkit.ServiceUnderTest;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// A webhook-ingress in a process of its own, which can be killed as the kernel kills.
final class IngressProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Map<String, Object> settings;
    private final Path log;
    private final int port = Ports.anyFree();
    private final int grpcPort = Ports.anyFree();
    private final List<ManagedChannel> channels = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private Process process;

    private IngressProcess(Map<String, Object> settings, Path log) throws IOException {
        this.settings = settings;
        this.log = log;
        this.process = spawn();
    }

    /// Returns once it listens; what it says goes to `log`.
    static IngressProcess start(Map<String, Object> settings, Path log) throws IOException {
        var started = new IngressProcess(settings, log);
        await().atMost(PATIENCE).until(started::listens);
        return started;
    }

    /// Starts it once more, at the same port.
    void again() throws IOException {
        process = spawn();
        await().atMost(PATIENCE).until(this::listens);
    }

    private Process spawn() throws IOException {
        Map<String, Object> all = ServiceUnderTest.settings("ingress");
        all.putAll(settings);
        all.put("waypost.ingress.public-port", Integer.toString(port));
        all.put("waypost.ingress.ops-port", Integer.toString(Ports.anyFree()));
        all.put("waypost.ingress.grpc-port", Integer.toString(grpcPort));
        var builder = new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName());
        all.forEach((name, value) -> {
            if (name.startsWith("waypost.")) {
                builder.environment()
                        .put(name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'), value.toString());
            }
        });
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    int port() {
        return port;
    }

    /// Calls it as the administrator.
    Channel admin() {
        var plain = ManagedChannelBuilder.forAddress("127.0.0.1", grpcPort)
                .usePlaintext()
                .build();
        channels.add(plain);
        var headers = new Metadata();
        headers.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + ServiceUnderTest.ADMIN_KEY);
        return ClientInterceptors.intercept(plain, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /// Gives it a webhook of Meta's for this tenant, and says with which status it answered.
    int receives(TestTenant tenant, byte[] body) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(uri(tenant.path()))
                                .header("X-Hub-Signature-256", tenant.sign(body))
                                .timeout(Duration.ofSeconds(10))
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// Ends it with SIGKILL: nothing of it runs any more when this returns.
    void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new IllegalStateException("webhook-ingress ended by itself, see " + log);
        }
        try (var socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        kill();
        http.shutdownNow();
    }
}
