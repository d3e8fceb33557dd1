package dev.waypost.platform.boot;

import dev.waypost.platform.work.Worker;
import io.micronaut.context.ApplicationContext;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A started service. Closing it drains: no new work, what is under way ends, then connections close.
public final class Running implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Running.class);
    private static final long DRAIN_SECONDS = 20;

    private final ApplicationContext context;
    private final EmbeddedServer http;
    private final Optional<GrpcEmbeddedServer> grpc;
    private final List<Worker> workers;

    Running(ApplicationContext context, EmbeddedServer http, Optional<GrpcEmbeddedServer> grpc, List<Worker> workers) {
        this.context = context;
        this.http = http;
        this.grpc = grpc;
        this.workers = workers;
    }

    public ApplicationContext context() {
        return context;
    }

    public int httpPort() {
        return http.getPort();
    }

    public int grpcPort() {
        return grpc.map(GrpcEmbeddedServer::getPort).orElse(-1);
    }

    @Override
    public void close() {
        if (!context.isRunning()) {
            return;
        }
        context.getBean(Gate.class).close();
        grpc.ifPresent(Running::drain);
        for (Worker worker : workers.reversed()) {
            try {
                worker.close();
            } catch (RuntimeException e) {
                LOG.atWarn().setCause(e).log("worker.close_failed");
            }
        }
        context.close();
    }

    private static void drain(GrpcEmbeddedServer server) {
        try {
            server.getServer().shutdown();
            if (!server.getServer().awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS)) {
                server.getServer().shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            server.getServer().shutdownNow();
        }
    }
}
