package dev.waypost.testkit;

import dev.waypost.platform.boot.Running;
import dev.waypost.platform.boot.Service;
import dev.waypost.platform.crypto.Vault;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.micronaut.context.ApplicationContext;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A real service in this JVM, on free ports, over the shared backends and with keys made for the test run.
public final class ServiceUnderTest implements AutoCloseable {
    public static final String ADMIN_KEY = "test-admin-key-0123456789";
    public static final String SERVICE_KEY = "test-service-key-0123456789";
    private static final String KEYSET = Vault.newKeyset();

    private final Running running;
    private final ManagedChannel plain;

    private ServiceUnderTest(Running running) {
        this.running = running;
        this.plain = ManagedChannelBuilder.forAddress("127.0.0.1", Math.max(1, running.grpcPort()))
                .usePlaintext()
                .build();
    }

    /// Starts the service `name` on the shared database; `overrides` win over the settings below.
    public static ServiceUnderTest start(String name, Map<String, Object> overrides) {
        var all = settings(name);
        all.putAll(overrides);
        return new ServiceUnderTest(Service.start(name, all));
    }

    public static ServiceUnderTest start(String name) {
        return start(name, Map.of());
    }

    /// The settings a service needs in a test; the map is the caller's to change.
    public static Map<String, Object> settings(String name) {
        var settings = new HashMap<String, Object>();
        settings.put("waypost.server.host", "127.0.0.1");
        if (!name.equals("console")) {
            settings.put("waypost." + name + ".grpc-port", "0");
            settings.put("waypost.db.url", Backends.jdbcUrl());
            settings.put("waypost.db.username", Backends.username());
        }
        if (name.equals("ingress")) {
            settings.put("waypost.ingress.public-port", "0");
        }
        settings.put("grpc.server.port", 0);
        settings.put("micronaut.server.port", -1);
        settings.put("waypost.redis.url", Backends.redisUrl());
        settings.put("waypost.auth.admin-key", ADMIN_KEY);
        settings.put("waypost.auth.service-key", SERVICE_KEY);
        settings.put("waypost.crypto.key", KEYSET);
        settings.put("waypost.http.allowed-cidrs", "127.0.0.0/8");
        return settings;
    }

    public ApplicationContext context() {
        return running.context();
    }

    public <T> T bean(Class<T> type) {
        return running.context().getBean(type);
    }

    public int grpcPort() {
        return running.grpcPort();
    }

    public int httpPort() {
        return running.httpPort();
    }

    /// What `waypost.peers.<name>` of another service takes.
    public String grpcAddress() {
        return "127.0.0.1:" + grpcPort();
    }

    /// A channel that calls as the administrator.
    public Channel admin() {
        return as(ADMIN_KEY);
    }

    /// A channel that presents `key` as its API key.
    public Channel as(String key) {
        var headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + key);
        return ClientInterceptors.intercept(plain, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /// A channel that presents nothing.
    public Channel anonymous() {
        return plain;
    }

    @Override
    public void close() {
        plain.shutdownNow();
        try {
            plain.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running.close();
    }
}
