package dev.waypost.platform.boot;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.redis.Redis;
import dev.waypost.platform.status.Vital;
import io.micronaut.context.BeanContext;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.function.Supplier;

/// The parts that every process with a store has, and whether it takes work at all.
@Factory
final class BackendVitals {
    @Singleton
    Vital gate(Gate gate) {
        return vital(
                "gate",
                true,
                () -> gate.isOpen() ? Vital.Reading.well(Map.of()) : Vital.Reading.down("it starts, or it drains"));
    }

    @Singleton
    Vital postgres(StoreMarker store, BeanContext context) {
        return new Vital() {
            @Override
            public String name() {
                return "postgres";
            }

            @Override
            public boolean present() {
                return store.present();
            }

            @Override
            public Vital.Reading read() {
                long start = System.nanoTime();
                return context.getBean(Db.class).answers()
                        ? Vital.Reading.well(Map.of("latency_ms", millisSince(start)))
                        : silent();
            }

            @Override
            public Vital.Reading silent() {
                boolean works = context.findBean(WithoutStore.class)
                        .map(WithoutStore::takesWork)
                        .orElse(false);
                return works
                        ? Vital.Reading.degraded("PostgreSQL does not answer; work is kept on disk", Map.of())
                        : Vital.Reading.down("PostgreSQL does not answer");
            }
        };
    }

    /// Limits, statistics and copies want it; nothing stops without it.
    @Singleton
    Vital redis(StoreMarker store, BeanContext context) {
        return vital("redis", store.present(), () -> {
            long start = System.nanoTime();
            return context.getBean(Redis.class).answers()
                    ? Vital.Reading.well(Map.of("latency_ms", millisSince(start)))
                    : Vital.Reading.degraded("Redis does not answer", Map.of());
        });
    }

    private static double millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000.0;
    }

    private static Vital vital(String name, boolean present, Supplier<Vital.Reading> read) {
        return new Vital() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public boolean present() {
                return present;
            }

            @Override
            public Reading read() {
                return read.get();
            }
        };
    }
}
