package dev.waypost.send;

import dev.waypost.platform.boot.Service;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.tenant.KnownTenants;
import dev.waypost.testkit.ServiceUnderTest;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/// send-service in a process of its own, which can be killed as the kernel kills.
public final class SendProcess implements AutoCloseable {
    private static final String READY = "ready at ";
    private static final String HALTED = "halted ";
    private static final String TENANT = "tenant.";
    private static final String HALT = "halt.";

    private final Process process;
    private final ManagedChannel channel;
    private final Set<String> halted = ConcurrentHashMap.newKeySet();

    private SendProcess(Process process, BufferedReader said, int port) {
        this.process = process;
        this.channel = ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .build();
        // What it says from here on must not fill the pipe.
        Thread.ofVirtual().start(() -> said.lines().forEach(this::hear));
    }

    private void hear(String line) {
        if (line.startsWith(HALTED)) {
            halted.add(line.substring(HALTED.length()));
        }
    }

    /// Answers once it works.
    ///
    /// @param tenants Meta tenants, each with its phone number id
    /// @param halts recipients whose message stops for ever at a point, see [Halts]
    public static SendProcess start(
            Map<String, Object> settings, String apiUrl, Map<String, String> tenants, Map<Halts, String> halts) {
        Map<String, Object> all = ServiceUnderTest.settings("send");
        all.putAll(settings);
        var written = new Properties();
        all.forEach((key, value) -> written.setProperty(key, value.toString()));
        tenants.forEach((tenant, number) -> written.setProperty(TENANT + tenant, apiUrl + " " + number));
        halts.forEach((point, recipient) -> written.setProperty(HALT + recipient, point.name()));
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            SendProcess.class.getName())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var out = process.getOutputStream()) {
                written.store(out, null);
            }
            BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
            String line = said.readLine();
            while (line != null && !line.startsWith(READY)) {
                line = said.readLine();
            }
            if (line == null) {
                throw new IllegalStateException("the process ended by itself");
            }
            return new SendProcess(process, said, Integer.parseInt(line.substring(READY.length())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether a message stands still at this point.
    public boolean isHalted(Halts point) {
        return halted.contains(point.name());
    }

    public Channel admin() {
        var headers = new Metadata();
        headers.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + ServiceUnderTest.ADMIN_KEY);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /// Ends it with SIGKILL: nothing of it runs any more when this returns.
    public void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
        channel.shutdownNow();
    }

    /// Reads its settings from standard input and works until it is killed, or the test is.
    public static void main(String[] arguments) throws Exception {
        var read = new Properties();
        read.load(System.in);
        var settings = new HashMap<String, Object>();
        for (String key : read.stringPropertyNames()) {
            String value = read.getProperty(key);
            if (key.startsWith(TENANT)) {
                String[] parts = value.split(" ", -1);
                KnownTenants.put(key.substring(TENANT.length()), ProviderKind.META_CLOUD, parts[0], parts[1]);
            } else if (key.startsWith(HALT)) {
                Halts.arm(Halts.valueOf(value), key.substring(HALT.length()));
                settings.put(Halts.PROPERTY, "true");
            } else {
                settings.put(key, value);
            }
        }
        ProcessHandle.current()
                .parent()
                .ifPresent(
                        test -> test.onExit().thenRun(() -> Runtime.getRuntime().halt(1)));
        int port = Service.start("send", settings).grpcPort();
        System.out.println(READY + port);
        new CountDownLatch(1).await();
    }

    static void sayHalted(Halts point) {
        System.out.println(HALTED + point.name());
    }
}
