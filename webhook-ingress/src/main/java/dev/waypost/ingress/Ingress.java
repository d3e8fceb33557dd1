package dev.waypost.ingress;

import dev.waypost.ingress.delivery.Deliveries;
import dev.waypost.ingress.delivery.ProjectWorker;
import dev.waypost.ingress.listener.ListenerSettings;
import dev.waypost.ingress.listener.PublicListener;
import dev.waypost.ingress.origin.Origins;
import dev.waypost.ingress.receive.WebhookController;
import dev.waypost.ingress.replay.ReplayWorker;
import dev.waypost.platform.work.Worker;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/// The work of webhook-ingress besides its RPCs: the public door and the deliveries behind it.
@Singleton
public class Ingress implements Worker {
    private final Deliveries deliveries;
    private final ProjectWorker projects;
    private final ReplayWorker replays;
    private final PublicListener listener;

    Ingress(
            IngressServerSettings ports,
            ListenerSettings settings,
            WebhookController controller,
            Origins origins,
            Deliveries deliveries,
            ProjectWorker projects,
            ReplayWorker replays,
            MeterRegistry meters) {
        this.deliveries = deliveries;
        this.projects = projects;
        this.replays = replays;
        this.listener = new PublicListener(settings, ports.publicPort(), controller, origins::isProxy);
        meters.gauge("waypost.ingress.connections", listener, PublicListener::connections);
        meters.gauge("waypost.ingress.requests", listener, PublicListener::requests);
        meters.gauge("waypost.ingress.buffered.bytes", listener, PublicListener::bufferedBytes);
        FunctionCounter.builder("limiter", listener, PublicListener::allowed)
                .description("Connections that were let in, and those and bodies that there was no room for.")
                .tag("outcome", "allowed")
                .register(meters);
        FunctionCounter.builder("limiter", listener, PublicListener::rejected)
                .description("Connections that were let in, and those and bodies that there was no room for.")
                .tag("outcome", "rejected")
                .register(meters);
    }

    /// The port of the public listener.
    public int publicPort() {
        return listener.port();
    }

    @Override
    public void start() {
        deliveries.start();
        projects.start();
        replays.start();
        listener.start();
    }

    /// The door closes first: what came through it is delivered, or waits in the store.
    @Override
    public void close() {
        listener.close();
        replays.close();
        projects.close();
        deliveries.close();
    }
}
