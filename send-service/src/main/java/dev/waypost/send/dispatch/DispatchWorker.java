package dev.waypost.send.dispatch;

import dev.waypost.lanes.GroupCommit;
import dev.waypost.lanes.LaneLeases;
import dev.waypost.lanes.LaneSettings;
import dev.waypost.lanes.LaneWorker;
import dev.waypost.lanes.Offer;
import dev.waypost.lanes.WorkItem;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.work.Worker;
import dev.waypost.send.message.AcceptedListener;
import dev.waypost.send.message.QueuedMessage;
import dev.waypost.send.pace.NumberPace;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/// Works this process's share of the lanes.
@Singleton
class DispatchWorker implements Worker, AcceptedListener {
    private final DispatchSettings settings;
    private final LaneLeases leases;
    private final LaneWorker<QueuedMessage, DispatchResult> worker;
    private final GroupCommit<DispatchStore.Begin, Beginning> begins;
    private final RouteWaits waits;

    DispatchWorker(
            Db db,
            DispatchStore store,
            Dispatcher dispatcher,
            DispatchSettings settings,
            NumberPace pace,
            RouteWaits waits) {
        this.settings = settings;
        this.waits = waits;
        this.leases = new LaneLeases(DispatchStore.QUEUE, db);
        this.begins = new GroupCommit<>("begin", settings.inFlight(), Duration.ofMillis(1), store::begin);
        this.worker = new LaneWorker<>(
                DispatchStore.QUEUE,
                store,
                leases,
                item -> dispatcher.turn(item, this::begin),
                LaneSettings.defaults()
                        .withInFlight(settings.inFlight(), settings.inFlightPerTenant())
                        .withPoll(settings.poll()),
                pace.turns());
    }

    @Override
    public void start() {
        if (settings.enabled()) {
            worker.start();
            waits.start(leases::held, worker::wake);
        }
    }

    @Override
    public void accepted(List<Offer<QueuedMessage>> offers) {
        if (settings.enabled()) {
            worker.offer(offers);
        }
    }

    private Beginning begin(WorkItem<QueuedMessage> item) {
        Long epoch = leases.held().get(item.lane());
        return epoch == null ? Beginning.GONE : begins.submit(new DispatchStore.Begin(item, epoch));
    }

    @Override
    public void close() {
        waits.close();
        if (settings.enabled()) {
            worker.close();
        }
        begins.close();
    }
}
