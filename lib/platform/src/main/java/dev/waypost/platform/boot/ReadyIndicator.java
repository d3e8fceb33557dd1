package dev.waypost.platform.boot;

import dev.waypost.platform.db.Db;
import io.micronaut.context.BeanContext;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// Ready means: started, not draining, and PostgreSQL answers where the service has a store and cannot do without for a
/// while. Redis may be away.
@Singleton
@Readiness
final class ReadyIndicator implements HealthIndicator {
    private final Gate gate;
    private final BeanContext context;
    private final boolean hasStore;

    ReadyIndicator(Gate gate, BeanContext context, StoreMarker store) {
        this.gate = gate;
        this.context = context;
        this.hasStore = store.present();
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Mono.fromCallable(this::result).subscribeOn(Schedulers.boundedElastic());
    }

    private HealthResult result() {
        boolean ready = gate.isOpen() && (!hasStore || context.getBean(Db.class).answers() || worksWithout());
        return HealthResult.builder("ready", ready ? HealthStatus.UP : HealthStatus.DOWN)
                .build();
    }

    private boolean worksWithout() {
        return context.findBean(WithoutStore.class).map(WithoutStore::takesWork).orElse(false);
    }
}
