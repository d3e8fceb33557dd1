package dev.waypost.ingress.contact;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.waypost.ingress.intake.NewEvent;
import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import dev.waypost.providers.InboundEvent;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Collects who wrote, and tells send-service of many at a time: a webhook pays for an entry in a map.
///
/// Nothing here is durable. What a killed process had not told yet, a tenth of a second of users, opens no window until
/// they write again.
@Singleton
public class Contacts implements Worker {
    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final int BATCH = 1000;
    private static final int MOST_UNTOLD = 200_000;
    private static final int MOST_TOLD = 200_000;
    /// Who was told of a moment ago is not told of again: send-service moves a time by a minute at least.
    private static final Duration MOMENT = Duration.ofMinutes(1);

    private static final int LONGEST_NAME = 256;

    private final ContactApi api;
    private final InstantSource clock;
    private final Counter dropped;
    private final Map<Contact, Instant> untold = new ConcurrentHashMap<>();
    private final Cache<Contact, Instant> told =
            Caffeine.newBuilder().maximumSize(MOST_TOLD).build();
    private final Loops loops = new Loops();

    Contacts(ContactApi api, InstantSource clock, MeterRegistry meters) {
        this.api = api;
        this.clock = clock;
        this.dropped = meters.counter("waypost.ingress.contacts.dropped");
        Gauge.builder("waypost.ingress.contacts.untold", untold, Map::size).register(meters);
    }

    /// Takes note of the users who wrote; costs no call.
    public void saw(String tenantId, String endpointId, List<NewEvent> events) {
        if (endpointId.isEmpty()) {
            return;
        }
        for (NewEvent added : events) {
            InboundEvent event = added.event();
            if (event.kind() != InboundEvent.Kind.MESSAGE) {
                continue;
            }
            @Nullable Instant time = event.providerTime();
            Instant when = time == null ? clock.instant() : time;
            saw(tenantId, endpointId, event.user(), when);
            if (event.scopedUser() != null && !event.scopedUser().equals(event.user())) {
                saw(tenantId, endpointId, event.scopedUser(), when);
            }
        }
    }

    private void saw(String tenantId, String endpointId, @Nullable String user, Instant time) {
        if (user == null || user.length() > LONGEST_NAME) {
            return;
        }
        var contact = new Contact(tenantId, endpointId, user);
        Instant before = told.getIfPresent(contact);
        if (before != null && time.isBefore(before.plus(MOMENT))) {
            return;
        }
        if (untold.size() >= MOST_UNTOLD && !untold.containsKey(contact)) {
            dropped.increment();
            return;
        }
        untold.merge(contact, time, Contacts::later);
    }

    @Override
    public void start() {
        loops.every("contacts", INTERVAL, this::runOnce);
    }

    /// Tells all that is there; what cannot be told now is told later.
    public void runOnce() {
        while (!untold.isEmpty()) {
            Map<Contact, Instant> batch = new HashMap<>();
            for (Contact contact : untold.keySet()) {
                Instant time = untold.remove(contact);
                if (time != null) {
                    batch.put(contact, time);
                }
                if (batch.size() == BATCH) {
                    break;
                }
            }
            try {
                api.record(batch);
            } catch (StatusRuntimeException away) {
                batch.forEach((contact, time) -> untold.merge(contact, time, Contacts::later));
                return;
            }
            told.putAll(batch);
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    @Override
    public void close() {
        loops.close();
        runOnce();
    }
}
