package dev.waypost.lanes;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rows that a worker has in memory: which may run next, which must wait, which are known. Not thread-safe.
///
/// Of every conversation it holds the first pending rows of the table without a gap, and lets one run at a time.
final class Backlog<T> {
    /// An item that may run now, and the epoch of its lane.
    record Start<T>(WorkItem<T> item, long epoch) {}

    /// A tenant that may not begin for longer than so many reads of the table leaves the memory to others.
    private static final int POLLS_TO_KEEP_ROWS = 4;

    private final LaneSettings settings;
    private final Turns permission;
    private final Bench<T> bench = new Bench<>();
    private final Map<String, Conversation<T>> conversations = new HashMap<>();
    private final Map<String, Tenant<T>> tenants = new HashMap<>();
    private final Shares<T> shares;
    private final ArrayDeque<Tenant<T>> turns = new ArrayDeque<>();
    private final Rests<T> rests = new Rests<>();
    private final Set<Long> taken = new HashSet<>();
    private final Looks looks = new Looks();
    private Map<Integer, Long> epochs = Map.of();
    private int running;
    private int unwritten;

    Backlog(LaneSettings settings, Turns permission) {
        this.settings = settings;
        this.permission = permission;
        this.shares = new Shares<>(settings, tenants);
    }

    int room() {
        return Math.max(0, settings.backlog() - taken.size());
    }

    /// Whether it is worth reading.
    boolean roomy() {
        return room() >= settings.reserve();
    }

    /// As [#room]; when little is left, those who have more than their share give it back, and find it in the table.
    int makeRoom() {
        if (!roomy() && shares.whole() > 1) {
            for (Tenant<T> tenant : List.copyOf(tenants.values())) {
                for (Conversation<T> conversation : tenant.newestFirst()) {
                    if (tenant.rows <= shares.of(tenant)) {
                        break;
                    }
                    tenant.leftOut = true;
                    forget(conversation);
                }
            }
        }
        return room();
    }

    int running() {
        return running;
    }

    /// Whether nothing is under way, neither a handler nor the writing of a result.
    boolean idle() {
        return running + unwritten == 0;
    }

    /// Whether a tenant that was left out has room again, and was not asked about since.
    boolean owes() {
        return shares.owes();
    }

    /// Some of those, to be asked about now: as many as there is room for.
    List<String> takeOwed(int room) {
        return shares.takeOwed(Math.max(1, room / shares.half()));
    }

    /// When the next resting conversation goes on, or a tenant may ask for a turn again.
    OptionalLong nextWake() {
        OptionalLong conversation = rests.nextEnd();
        OptionalLong tenant = bench.nextReturn();
        if (conversation.isEmpty() || tenant.isEmpty()) {
            return conversation.isEmpty() ? tenant : conversation;
        }
        return tenant.getAsLong() - conversation.getAsLong() < 0 ? tenant : conversation;
    }

    /// Whether a tenant was told to come back at a later time since the last call.
    boolean turnDenied() {
        return bench.joined();
    }

    int size() {
        return taken.size();
    }

    /// Drops the queued rows of every lane that is not held as before; what runs goes on, and is fenced by its epoch.
    void hold(Map<Integer, Long> held) {
        Map<Integer, Long> before = epochs;
        epochs = held;
        for (Conversation<T> conversation : List.copyOf(conversations.values())) {
            Long epoch = held.get(conversation.lane);
            if (epoch == null || !epoch.equals(before.get(conversation.lane))) {
                forget(conversation);
            }
        }
    }

    /// False when something of the lane runs; otherwise the lane's rows are forgotten and it is not held any more.
    boolean letGo(int lane) {
        if (conversations.values().stream().anyMatch(c -> c.lane == lane && c.running != null)) {
            return false;
        }
        distrust(lane);
        return true;
    }

    /// Forgets the lane until the leases say again that it is held.
    void distrust(int lane) {
        var rest = new HashMap<>(epochs);
        rest.remove(lane);
        epochs = Map.copyOf(rest);
        conversations.values().stream().filter(c -> c.lane == lane).toList().forEach(this::forget);
    }

    /// @param after the tenant that the look before ended with
    Look look(String after) {
        return looks.open(new Leases(epochs, Set.copyOf(taken), shares.full(), shares.half(), after));
    }

    /// A look that asks about these tenants only, and so needs to leave out only their rows.
    Look lookOf(List<String> tenantIds, int limit) {
        Set<Long> known = new HashSet<>();
        for (String tenantId : tenantIds) {
            @Nullable Tenant<T> tenant = tenants.get(tenantId);
            if (tenant != null) {
                tenant.conversations.forEach(conversation -> conversation.addTo(known));
            }
        }
        return looks.open(new Leases(epochs, known, Set.of(), Math.min(shares.half(), limit), ""));
    }

    /// A look that asks about these rows only, and so needs to leave out only their conversations' rows.
    Look look(Collection<WorkItem<T>> offered) {
        Set<Long> known = new HashSet<>();
        for (WorkItem<T> item : offered) {
            Conversation<T> conversation = conversations.get(item.conversation());
            if (conversation != null) {
                conversation.addTo(known);
            }
        }
        return looks.open(new Leases(epochs, known, Set.of(), Integer.MAX_VALUE, ""));
    }

    /// Whether an offered row is worth a question.
    boolean wants(WorkItem<T> item) {
        return fits(item, shares.half());
    }

    /// Whether its lane is held, it is not known, and its tenant has fewer than so many rows here.
    private boolean fits(WorkItem<T> item, int most) {
        return epochs.containsKey(item.lane())
                && !taken.contains(item.id())
                && Conversation.fits(conversations.get(item.conversation()), item)
                && shares.admits(item.tenantId(), most);
    }

    /// Takes an offered row in without a question, where that keeps its conversation without a gap: nothing was pending
    /// before it, or what was is here.
    boolean take(Offer<T> offer) {
        WorkItem<T> item = offer.item();
        if (!offer.behind().isWithin(taken) || !wants(item) || makeRoom() == 0) {
            return false;
        }
        taken.add(item.id());
        add(item);
        return true;
    }

    /// Ends the look and takes in what it found, in order of id, as far as there is room for it.
    void absorb(Look look, Collection<WorkItem<T>> found) {
        looks.close(look);
        int share = shares.whole();
        Set<String> broken = new HashSet<>();
        for (WorkItem<T> item :
                found.stream().sorted(Comparator.comparingLong(WorkItem::id)).toList()) {
            if (room() == 0) {
                break;
            }
            if (look.ended.contains(item.id()) || taken.contains(item.id()) || broken.contains(item.conversation())) {
                continue;
            }
            if (isCurrent(look, item) && fits(item, share)) {
                taken.add(item.id());
                add(item);
            } else {
                // Whatever follows in its conversation would jump the queue, in another lane even if that one is held.
                broken.add(item.conversation());
            }
        }
        shares.found(look, found);
    }

    private boolean isCurrent(Look look, WorkItem<T> item) {
        return Objects.equals(epochs.get(item.lane()), look.leases().epochs().get(item.lane()))
                && !look.forgotten.contains(item.conversation());
    }

    private void add(WorkItem<T> item) {
        Tenant<T> tenant = tenants.computeIfAbsent(item.tenantId(), Tenant::new);
        Conversation<T> conversation =
                conversations.computeIfAbsent(item.conversation(), key -> tenant.open(key, item.lane()));
        conversation.rows.put(item.id(), item);
        conversation.tenant.rows++;
        if (conversation.queued && item.urgency().compareTo(conversation.queuedAs) > 0) {
            conversation.tenant.dequeue(conversation);
            conversation.tenant.enqueue(conversation);
        }
        enqueue(conversation);
    }

    private void enqueue(Conversation<T> conversation) {
        if (conversation.queued
                || conversation.resting
                || conversation.running != null
                || conversation.rows.isEmpty()) {
            return;
        }
        conversation.queued = true;
        conversation.tenant.enqueue(conversation);
        enqueue(conversation.tenant);
    }

    private void enqueue(Tenant<T> tenant) {
        if (!tenant.queued && !tenant.denied && tenant.hasRunnable() && tenant.running < settings.inFlightPerTenant()) {
            tenant.queued = true;
            turns.addLast(tenant);
        }
    }

    /// The next item that may run, tenants taking turns.
    Optional<Start<T>> next() {
        while (running < settings.inFlight() && unwritten < settings.mostUnwritten() && !turns.isEmpty()) {
            Tenant<T> tenant = turns.removeFirst();
            tenant.queued = false;
            if (!tenant.hasRunnable() || !mayBegin(tenant)) {
                continue;
            }
            Conversation<T> conversation = tenant.next();
            conversation.queued = false;
            // Both are there: a conversation that has no rows, or whose lane is not held, was taken off the queue.
            WorkItem<T> head =
                    Objects.requireNonNull(conversation.rows.pollFirstEntry()).getValue();
            long epoch = Objects.requireNonNull(epochs.get(conversation.lane));
            conversation.running = head;
            tenant.running++;
            running++;
            enqueue(tenant);
            return Optional.of(new Start<>(head, epoch));
        }
        return Optional.empty();
    }

    private boolean mayBegin(Tenant<T> tenant) {
        long wait = permission.take(tenant.id, tenant.running);
        if (wait > 0) {
            bench.add(tenant, System.nanoTime() + wait);
            if (wait > settings.poll().toNanos() * POLLS_TO_KEEP_ROWS) {
                leave(tenant);
            }
        }
        // Who must wait for one that is under way is queued again by its end.
        return wait == Turns.NOW;
    }

    /// What cannot begin for so long is found in the table again when it can.
    private void leave(Tenant<T> tenant) {
        tenant.away = true;
        tenant.leftOut = true;
        tenant.newestFirst().forEach(this::forget);
    }

    /// The handler is done with the item and its place is free; only its conversation waits until the result is
    /// written.
    void handled(WorkItem<T> item) {
        // It is known for as long as an item of it is under way.
        Tenant<T> tenant = Objects.requireNonNull(conversations.get(item.conversation())).tenant;
        running--;
        unwritten++;
        tenant.running--;
        enqueue(tenant);
    }

    /// Whether the written result lets another item begin.
    boolean isWaitedFor(WorkItem<T> item) {
        @Nullable Conversation<T> conversation = conversations.get(item.conversation());
        return unwritten >= settings.mostUnwritten() || (conversation != null && !conversation.rows.isEmpty());
    }

    /// The item is settled in the table; the conversation goes on.
    void finished(WorkItem<T> item) {
        looks.ended(item.id());
        stopped(item);
    }

    /// The item is to be tried again later, and the table says when: until then nothing of its conversation is ours.
    void parked(WorkItem<T> item) {
        Conversation<T> conversation = conversations.get(item.conversation());
        if (conversation != null) {
            forget(conversation);
        }
        stopped(item);
    }

    /// The handler broke and nothing is to be written: the item stays, and its conversation rests a while in memory.
    void rest(WorkItem<T> item, long until) {
        Conversation<T> conversation = conversations.get(item.conversation());
        if (conversation == null || !epochs.containsKey(item.lane())) {
            parked(item);
            return;
        }
        stop(conversation);
        conversation.rows.put(item.id(), item);
        rests.add(conversation, until);
    }

    /// Lets conversations go on that have rested until now, and tenants ask again.
    void wake(long now) {
        rests.ended(now).forEach(this::enqueue);
        for (Tenant<T> tenant : bench.returning(now)) {
            shares.returned(tenant);
            enqueue(tenant);
            discardWhenEmpty(tenant);
        }
    }

    private void stopped(WorkItem<T> item) {
        taken.remove(item.id());
        Conversation<T> conversation = conversations.get(item.conversation());
        if (conversation != null && conversation.running != null && conversation.running.id() == item.id()) {
            stop(conversation);
            shares.shrunk(conversation.tenant);
            enqueue(conversation);
            discardWhenEmpty(conversation);
        }
    }

    private void stop(Conversation<T> conversation) {
        conversation.running = null;
        unwritten--;
    }

    private void forget(Conversation<T> conversation) {
        looks.forgotten(conversation.key);
        taken.removeAll(conversation.rows.keySet());
        conversation.tenant.rows -= conversation.rows.size();
        conversation.rows.clear();
        if (conversation.queued) {
            conversation.queued = false;
            conversation.tenant.dequeue(conversation);
        }
        rests.remove(conversation);
        discardWhenEmpty(conversation);
    }

    private void discardWhenEmpty(Conversation<T> conversation) {
        if (conversation.rows.isEmpty() && conversation.running == null && !conversation.resting) {
            conversations.remove(conversation.key);
            conversation.tenant.conversations.remove(conversation);
            discardWhenEmpty(conversation.tenant);
        }
    }

    /// Whoever is told to come back later is remembered until then.
    private void discardWhenEmpty(Tenant<T> tenant) {
        if (tenant.rows == 0 && !tenant.denied) {
            tenants.remove(tenant.id);
        }
    }
}
