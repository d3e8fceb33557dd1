package dev.waypost.configclient;

import dev.waypost.configclient.NearSnapshots.Poll;
import dev.waypost.configclient.NearSnapshots.Positioned;
import dev.waypost.configclient.NearSnapshots.Read;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A database, a Redis and a config-service in which anything may fail at any moment, on a clock of their own.
///
/// Redis follows the rules of the scripts in config-service; what is asked of consumers is [NearSnapshots] and
/// [FarSnapshots].
final class SnapshotWorld implements NearSnapshots, FarSnapshots {
    /// A tenant's state from a moment on; revision 0: never made.
    record State(long since, long revision, boolean gone) {
        boolean absent() {
            return gone || revision == 0;
        }
    }

    private record Turn(String generation, long number, long asof, Map<String, State> rest) {}

    private record Filling(String id, Deque<String> left) {}

    private record Message(@Nullable Change change, long complete, int cursor) {}

    final Random random;
    long now = 1_000_000_000_000L;

    final Map<String, List<State>> history = new TreeMap<>();
    private final List<String> log = new ArrayList<>();
    private final Map<String, Long> published = new HashMap<>();

    boolean redisUp = true;
    boolean redisUpForConfig = true;
    boolean configUp = true;
    boolean configUpForConsumer = true;
    long lastAway = Long.MIN_VALUE / 2;

    private Map<String, Long> revisions = new HashMap<>();
    private Map<String, Long> feed = new HashMap<>();
    private @Nullable String generation;
    private @Nullable String marker;
    private boolean thisRun = true;
    private long seq;
    private long turns;
    private long done;
    private long asof = -1;
    private @Nullable Turn turn;
    private @Nullable Filling filling;
    private int fills;
    private @Nullable Runnable restore;
    /// Called while somebody waits for an answer.
    Runnable meanwhile = () -> {};

    private final Deque<Message> stream = new ArrayDeque<>();
    private boolean streaming;
    private long opened;
    private int told;
    private int cursor = -1;

    SnapshotWorld(long seed, List<String> tenants) {
        random = new Random(seed);
        tenants.forEach(t -> history.put(t, new ArrayList<>(List.of(new State(Long.MIN_VALUE / 2, 0, false)))));
    }

    String anyTenant() {
        return List.copyOf(history.keySet()).get(random.nextInt(history.size()));
    }

    private List<State> states(String tenant) {
        return Objects.requireNonNull(history.get(tenant));
    }

    State current(String tenant) {
        return states(tenant).getLast();
    }

    /// Every state that was the tenant's within this time.
    List<State> between(String tenant, long from, long to) {
        List<State> states = states(tenant);
        var found = new ArrayList<State>();
        for (int i = 0; i < states.size(); i++) {
            boolean ended = i + 1 < states.size() && states.get(i + 1).since() <= from;
            if (!ended && states.get(i).since() <= to) {
                found.add(states.get(i));
            }
        }
        return found;
    }

    void commit() {
        if (!configUp) {
            return;
        }
        String tenant = anyTenant();
        State before = current(tenant);
        boolean gone = !before.absent() && random.nextInt(12) == 0;
        states(tenant).add(new State(now, before.revision() + 1, gone));
        log.add(tenant);
        int fate = random.nextInt(4);
        if (fate != 0) {
            // Else config-service was killed, or Redis could not be reached: the relay's business.
            publish(tenant, current(tenant), "");
        }
    }

    /// A publisher that read the tenant long ago comes to write it now.
    void publishLate() {
        String tenant = anyTenant();
        List<State> states = states(tenant);
        State old = states.get(random.nextInt(states.size()));
        if (old.revision() > 0) {
            publish(tenant, old, "");
        }
    }

    private boolean publish(String tenant, State state, String fill) {
        boolean ready = thisRun && (generation != null || marker != null);
        if (!configUp || !redisUpForConfig || !ready || (!fill.isEmpty() && !fill.equals(marker))) {
            return false;
        }
        long mine = state.gone() ? -state.revision() : state.revision();
        long held = revisions.getOrDefault(tenant, 0L);
        if (Math.abs(held) < state.revision()) {
            revisions.put(tenant, mine);
            feed.put(tenant, ++seq);
        }
        published.merge(tenant, state.revision(), Math::max);
        return true;
    }

    void relayBegins() {
        if (!configUp || !redisUpForConfig) {
            return;
        }
        if (thisRun && generation != null) {
            var rest = new TreeMap<String, State>();
            history.keySet().forEach(t -> {
                if (published.getOrDefault(t, 0L) < current(t).revision()) {
                    rest.put(t, current(t));
                }
            });
            turn = new Turn(generation, ++turns, now, rest);
        } else if (filling == null || !filling.id().equals(marker) || random.nextInt(5) == 0) {
            clear();
            thisRun = true;
            marker = "f" + ++fills;
            filling = new Filling(marker, new ArrayDeque<>(history.keySet()));
        }
    }

    void relayGoesOn() {
        Turn t = turn;
        if (t != null && configUp && redisUpForConfig) {
            if (t.rest().isEmpty()) {
                if (thisRun && t.generation().equals(generation) && t.number() > done) {
                    done = t.number();
                    asof = t.asof();
                }
                turn = null;
            } else {
                String tenant = t.rest().keySet().iterator().next();
                if (publish(tenant, current(tenant), "")) {
                    t.rest().remove(tenant);
                } else {
                    turn = null;
                }
            }
        }
        Filling f = filling;
        if (f != null && configUp && redisUpForConfig) {
            if (!thisRun || !f.id().equals(marker)) {
                filling = null;
            } else if (f.left().isEmpty()) {
                generation = f.id();
                marker = null;
                filling = null;
            } else {
                String tenant = f.left().poll();
                if (current(tenant).revision() > 0) {
                    publish(tenant, current(tenant), f.id());
                }
            }
        }
    }

    void flush() {
        clear();
    }

    /// Remembers what Redis holds now, as a restart will bring it back.
    void rememberRedis() {
        var r = Map.copyOf(revisions);
        var f = Map.copyOf(feed);
        String g = generation;
        String m = marker;
        long s = seq;
        long d = done;
        long a = asof;
        restore = () -> {
            revisions = new HashMap<>(r);
            feed = new HashMap<>(f);
            generation = g;
            marker = m;
            seq = s;
            done = d;
            asof = a;
        };
    }

    void restartRedis() {
        if (restore != null && random.nextBoolean()) {
            restore.run();
        } else {
            clear();
        }
        thisRun = false;
    }

    void killConfig() {
        configUp = false;
        turn = null;
        breakStream();
        filling = null;
    }

    private void clear() {
        revisions = new HashMap<>();
        feed = new HashMap<>();
        generation = null;
        marker = null;
        seq = 0;
        done = 0;
        turns = 0;
        asof = -1;
    }

    private void away(boolean up) {
        if (!up) {
            lastAway = now;
            throw new IllegalStateException("away");
        }
    }

    @Override
    public Optional<Poll> poll(String known, long position, int limit) {
        if (!redisUp) {
            throw new IllegalStateException("away");
        }
        if (!thisRun || generation == null) {
            return Optional.empty();
        }
        String shown = "db/" + generation;
        List<Positioned> changes = shown.equals(known)
                ? feed.entrySet().stream()
                        .filter(e -> e.getValue() > position)
                        .sorted(Comparator.comparingLong(Map.Entry::getValue))
                        .limit(limit)
                        .map(e -> new Positioned(
                                e.getValue(), Change.of(e.getKey(), revisions.getOrDefault(e.getKey(), 0L))))
                        .toList()
                : List.of();
        var answer = new Poll(shown, seq, done, asof < 0 ? -1 : now - asof, changes);
        pass(random.nextInt(10) == 0 ? 1_200 : 5);
        return Optional.of(answer);
    }

    @Override
    public Optional<Read> read(String tenant) {
        if (!redisUp) {
            throw new IllegalStateException("away");
        }
        if (!thisRun || generation == null) {
            return Optional.empty();
        }
        long revision = revisions.getOrDefault(tenant, 0L);
        boolean evicted = random.nextInt(10) == 0;
        var answer = new Read("db/" + generation, revision, revision <= 0 || evicted ? null : sized(tenant, revision));
        wait(1_200);
        return Optional.of(answer);
    }

    @Override
    public Optional<Sized> anything(String tenant) {
        if (!redisUp) {
            throw new IllegalStateException("away");
        }
        long revision = revisions.getOrDefault(tenant, 0L);
        return revision <= 0 ? Optional.empty() : Optional.of(sized(tenant, revision));
    }

    @Override
    public Optional<Sized> load(String tenant) {
        away(configUp && configUpForConsumer);
        State state = current(tenant);
        wait(900);
        away(configUp && configUpForConsumer);
        return state.absent() ? Optional.empty() : Optional.of(sized(tenant, state.revision()));
    }

    void openStream(FarFeed far) {
        if (configUp && configUpForConsumer && !streaming) {
            streaming = true;
            opened = now;
            stream.clear();
            told = cursor >= 0 ? cursor : -1;
            far.opened(cursor >= 0);
        }
    }

    void breakStream() {
        streaming = false;
        stream.clear();
    }

    /// config-service looks what was committed since it looked last, and tells it.
    void tell() {
        if (!streaming || !configUp) {
            return;
        }
        if (told >= 0) {
            for (int i = told; i < log.size(); i++) {
                State state = current(log.get(i));
                stream.add(new Message(new Change(log.get(i), state.revision(), state.gone()), 0, told));
            }
        }
        told = log.size();
        stream.add(new Message(null, now - opened, told));
    }

    /// Some of what was told arrives; the rest lies in buffers.
    void hear(FarFeed far) {
        if (!configUpForConsumer) {
            return;
        }
        for (int i = random.nextInt(6); i > 0 && !stream.isEmpty(); i--) {
            Message message = stream.poll();
            if (message.change() != null) {
                far.changed(message.change());
            } else {
                far.complete(opened + message.complete());
            }
            cursor = message.cursor();
        }
    }

    void pass(int upToMillis) {
        now += Duration.ofMillis(random.nextInt(upToMillis + 1)).toNanos();
    }

    private void wait(int upToMillis) {
        if (random.nextInt(6) == 0) {
            pass(upToMillis);
            meanwhile.run();
            pass(20);
        } else {
            pass(2);
        }
    }

    private static Sized sized(String tenant, long revision) {
        return new Sized(snapshot(tenant, revision), 1_000);
    }

    static TenantSnapshot snapshot(String tenant, long revision) {
        return new TenantSnapshot(
                tenant,
                tenant,
                TenantState.ACTIVE,
                revision,
                TenantPolicy.DEFAULTS,
                List.of(),
                List.of(),
                List.of(),
                Instant.EPOCH,
                Instant.EPOCH);
    }
}
