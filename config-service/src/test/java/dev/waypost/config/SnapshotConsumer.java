package dev.waypost.config;

import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.platform.grpc.GrpcPeers;
import dev.waypost.platform.work.Worker;
import dev.waypost.testkit.ServiceUnderTest;
import io.grpc.Channel;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import java.util.Map;

/// Another service, as far as it follows tenants: the production beans that read, poll, subscribe and stream.
final class SnapshotConsumer implements AutoCloseable {
    private final ApplicationContext context;
    final TenantSnapshots snapshots;

    SnapshotConsumer(String configAddress, String redisUrl) {
        Map<String, Object> settings = ServiceUnderTest.settings("consumer");
        settings.put("waypost.service", "consumer");
        settings.put("waypost.peers.config", configAddress);
        settings.put("waypost.redis.url", redisUrl);
        settings.put("micronaut.application.name", "consumer");
        context = ApplicationContext.builder()
                .properties(settings)
                .deduceEnvironment(false)
                .banner(false)
                .start();
        snapshots = context.getBean(TenantSnapshots.class);
        context.getBeansOfType(Worker.class).forEach(Worker::start);
    }

    /// A channel to config-service with a service's identity.
    Channel channel() {
        return context.getBean(GrpcPeers.class).channel("config");
    }

    double stale() {
        return context.getBean(MeterRegistry.class)
                .counter("waypost.snapshots.stale")
                .count();
    }

    @Override
    public void close() {
        context.getBeansOfType(Worker.class).forEach(Worker::close);
        context.close();
    }
}
