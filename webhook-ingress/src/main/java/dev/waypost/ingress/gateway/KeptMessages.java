package dev.waypost.ingress.gateway;

import dev.waypost.configclient.Gateway;
import dev.waypost.ingress.delivery.Body;
import dev.waypost.ingress.gateway.Speakers.Speaker;
import dev.waypost.ingress.intake.PlacedOrKept;
import dev.waypost.ingress.intake.Placing;
import dev.waypost.ingress.intake.Unplaced;
import dev.waypost.ingress.receive.Addressee;
import dev.waypost.providers.InboundEvent;
import dev.waypost.providers.ProviderKind;
import io.opentelemetry.context.Context;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Routes messages of shared numbers at once, or keeps them on the disk until the store can say whose their users are.
@Singleton
class KeptMessages implements Placing {
    private final Router router;
    private final Speakers speakers;
    private final PlacedOrKept places;
    private final GatewayMeters meters;

    KeptMessages(Router router, Speakers speakers, PlacedOrKept places, GatewayMeters meters) {
        this.router = router;
        this.speakers = speakers;
        this.places = places;
        this.meters = meters;
    }

    /// Returns once the message is safe.
    Routed route(Gateway gateway, Addressee speaker, Body body, InboundEvent event) {
        Optional<Routed> placed = places.place(
                () -> router.route(gateway, speaker, body, event),
                new Unplaced(
                        Unplaced.Door.GATEWAY,
                        gateway.gatewayId(),
                        speaker.tenant().tenantId(),
                        speaker.endpoint().id(),
                        "",
                        ProviderKind.valueOf(speaker.endpoint().provider()),
                        body,
                        List.of(event)));
        Routed routed = placed.orElseGet(
                () -> new Routed(Routed.Action.WAITING, UserNames.shown(UserNames.of(event)), "", false));
        meters.report(gateway.gatewayId(), routed);
        return routed;
    }

    @Override
    public Unplaced.Door door() {
        return Unplaced.Door.GATEWAY;
    }

    /// Those of different users together, those of one user one after the other.
    @Override
    public void place(List<Unplaced> messages) {
        var wave = new ArrayList<Unplaced>();
        Set<String> users = new HashSet<>();
        for (Unplaced message : messages) {
            List<String> names = UserNames.of(message.events().getFirst());
            if (names.stream().anyMatch(users::contains)) {
                together(wave);
                wave.clear();
                users.clear();
            }
            wave.add(message);
            users.addAll(names);
        }
        together(wave);
    }

    private void together(List<Unplaced> messages) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Routed>> routed = messages.stream()
                    .map(message -> threads.submit(Context.current().wrap((Callable<Routed>) () -> place(message))))
                    .toList();
            for (Future<Routed> one : routed) {
                one.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("routing throws nothing checked", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("routing was interrupted", e);
        }
    }

    private Routed place(Unplaced message) {
        Speaker speaker = speakers.ofGateway(message.gatewayId())
                .orElseThrow(() -> new IllegalArgumentException("a message to a number that is shared no more"));
        Routed routed = router.route(
                speaker.gateway(),
                speaker.addressee(),
                message.body(),
                message.events().getFirst());
        meters.report(message.gatewayId(), routed);
        return routed;
    }
}
