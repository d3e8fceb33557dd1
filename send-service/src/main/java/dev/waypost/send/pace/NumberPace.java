package dev.waypost.send.pace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.waypost.lanes.GroupCommit;
import dev.waypost.lanes.Turns;
import dev.waypost.platform.crypto.Signatures;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.number.NumberPolicy;
import dev.waypost.send.pace.PacePolicy.Sender;
import dev.waypost.send.tenant.SendingTenant;
import dev.waypost.send.tenant.SendingTenant.Candidate;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// Keeps messages to the pace that their number, pair and server allow, at the moment when they are sent.
///
/// Tenants are spaced in memory first, so that Redis is asked only for what has a chance, for many with one call.
@Singleton
public class NumberPace {
    private static final int BATCH = 256;
    private static final int MOST_NUMBERS = 100_000;
    private static final Duration AGE_KNOWN_FOR = Duration.ofHours(1);
    private static final Duration LONGEST_REST = Duration.ofMinutes(5);

    /// So long a message waits for its turn where it is; what a stall bunched up is spaced out again, not put back.
    static final Duration PATIENCE = Duration.ofMillis(250);

    private record Wanted(Sender sender, NumberStore.Pair pair) {}

    private final Pace pace;
    private final PaceSettings settings;
    private final NumberStore numbers;
    private final NumberTiers tiers;
    private final MeterRegistry meters;
    private final Shaper shaper = new Shaper(System::nanoTime);
    private final GroupCommit<Wanted, Turn> asks = new GroupCommit<>("pace", BATCH, Duration.ZERO, this::decide);
    private final Cache<String, Integer> ages = Caffeine.newBuilder()
            .maximumSize(MOST_NUMBERS)
            .expireAfterWrite(AGE_KNOWN_FOR)
            .build();

    NumberPace(Pace pace, PaceSettings settings, NumberStore numbers, NumberTiers tiers, MeterRegistry meters) {
        this.pace = pace;
        this.settings = settings;
        this.numbers = numbers;
        this.tiers = tiers;
        this.meters = meters;
    }

    /// Whether another message of a tenant may begin, as far as this process knows.
    public Turns turns() {
        return shaper;
    }

    /// Asks for one message that is about to be sent, and returns when its turn has come or is too far away.
    public Turn ask(SendingTenant tenant, Candidate endpoint, String recipient) {
        Sender sender = sender(tenant.tenantId(), endpoint);
        shaper.allow(tenant.tenantId(), together(tenant, sender, endpoint));
        var pair = new NumberStore.Pair(tenant.tenantId(), endpoint.endpointId(), NumberPolicy.userOf(recipient));
        Turn turn = asks.submit(new Wanted(sender, pair));
        switch (turn) {
            case Turn.Granted granted -> await(granted.after());
            case Turn.Refused refused -> {
                meters.counter("waypost.send.pace.refused", "limit", refused.limit())
                        .increment();
                if (refused.limit().equals("number")) {
                    shaper.refused(tenant.tenantId());
                }
            }
        }
        return turn;
    }

    /// The provider says that a tenant's number is too fast: all that it sends waits.
    public void slowDown(String tenantId, Duration after) {
        Duration pause = after.isPositive() ? after : Duration.ofSeconds(1);
        shaper.rest(tenantId, pause.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : pause);
    }

    private List<Turn> decide(List<Wanted> batch) {
        List<NumberStore.Pair> counted = batch.stream()
                .filter(wanted -> wanted.sender instanceof Sender.Gateway && settings.newContactsPerDay() > 0)
                .map(Wanted::pair)
                .toList();
        Set<NumberStore.Pair> known = counted.isEmpty() ? Set.of() : numbers.known(counted);
        List<Ask> wanted = new ArrayList<>(batch.size());
        for (Wanted one : batch) {
            boolean isNew = one.sender instanceof Sender.Gateway && !known.contains(one.pair);
            wanted.add(new Ask(PacePolicy.dispatch(settings, one.sender, hidden(one.pair.user()), isNew), PATIENCE));
        }
        List<Turn> turns = pace.take(wanted);
        List<NumberStore.Pair> met = new ArrayList<>();
        for (int at = 0; at < batch.size(); at++) {
            Wanted one = batch.get(at);
            if (turns.get(at) instanceof Turn.Granted
                    && one.sender instanceof Sender.Gateway
                    && settings.newContactsPerDay() > 0
                    && !known.contains(one.pair)) {
                met.add(one.pair);
            }
        }
        if (!met.isEmpty()) {
            numbers.met(met);
        }
        return turns;
    }

    /// In a pool each number gets its share of the conversations, so together they may send what each may.
    private double together(SendingTenant tenant, Sender sender, Candidate endpoint) {
        double sum = 0;
        for (Candidate candidate : tenant.endpoints()) {
            if (candidate.carriesTraffic()
                    && candidate.isActive()
                    && !candidate.endpointId().equals(endpoint.endpointId())) {
                sum += PacePolicy.perSecond(settings, sender(tenant.tenantId(), candidate));
            }
        }
        return sum + PacePolicy.perSecond(settings, sender);
    }

    private Sender sender(String tenantId, Candidate endpoint) {
        EndpointAccess access = endpoint.access();
        if (access.provider() == ProviderKind.META_CLOUD) {
            return new Sender.Meta(
                    access.phoneNumberId() == null ? endpoint.endpointId() : access.phoneNumberId(),
                    access.apiUrl(),
                    tiers.perSecond(access));
        }
        String number = tenantId + "/" + endpoint.endpointId();
        return new Sender.Gateway(
                number, access.apiUrl(), ages.get(number, key -> numbers.ageDays(tenantId, endpoint.endpointId())));
    }

    private static void await(Duration wait) {
        long end = System.nanoTime() + wait.toNanos();
        for (long left = wait.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /// No key in Redis tells whom a tenant writes to.
    private static String hidden(String user) {
        return HexFormat.of().formatHex(Signatures.sha256(user), 0, 10);
    }

    @PreDestroy
    void close() {
        asks.close();
    }
}
