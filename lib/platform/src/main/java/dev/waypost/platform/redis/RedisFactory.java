package dev.waypost.platform.redis;

import dev.waypost.platform.settings.SettingsRefused;
import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.instrumentation.lettuce.v5_1.LettuceTelemetry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

@Factory
class RedisFactory {
    @Singleton
    @Bean(preDestroy = "shutdown")
    ClientResources resources(OpenTelemetry openTelemetry) {
        return DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                // A Redis that came back is used again within half a second, however long it was away.
                .reconnectDelay(
                        Delay.exponential(Duration.ofMillis(10), Duration.ofMillis(500), 2, TimeUnit.MILLISECONDS))
                .tracing(LettuceTelemetry.create(openTelemetry).newTracing())
                .build();
    }

    @Singleton
    @Bean(preDestroy = "close")
    Redis redis(RedisSettings settings, ClientResources resources) {
        try {
            return new Redis(settings, resources);
        } catch (IllegalArgumentException e) {
            throw new SettingsRefused("waypost.redis.url: value: " + settings.url() + " (expected: redis://host:port)");
        }
    }

    /// Brings subscriptions up when Redis was away at the start; afterwards the client reconnects by itself.
    @Singleton
    Worker redisListening(Redis redis) {
        return new Worker() {
            private final Loops loops = new Loops();

            @Override
            public void start() {
                loops.every("redis-listening", Duration.ofSeconds(1), redis::listenOnce);
            }

            @Override
            public void close() {
                loops.close();
            }
        };
    }
}
