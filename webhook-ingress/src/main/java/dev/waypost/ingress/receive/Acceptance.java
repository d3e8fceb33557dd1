package dev.waypost.ingress.receive;

import dev.waypost.configclient.Project;
import dev.waypost.ingress.contact.Contacts;
import dev.waypost.ingress.delivery.Bodies;
import dev.waypost.ingress.delivery.Body;
import dev.waypost.ingress.delivery.Deliveries;
import dev.waypost.ingress.delivery.Delivery;
import dev.waypost.ingress.delivery.ProjectDelivery;
import dev.waypost.ingress.delivery.ProjectLane;
import dev.waypost.ingress.delivery.ProjectSwitch;
import dev.waypost.ingress.delivery.RecentEvents;
import dev.waypost.ingress.event.RecentEvent;
import dev.waypost.ingress.intake.EventState;
import dev.waypost.ingress.intake.Intake;
import dev.waypost.ingress.intake.Intakes;
import dev.waypost.ingress.intake.NewDelivery;
import dev.waypost.ingress.intake.NewEvent;
import dev.waypost.ingress.intake.StoredBodies;
import dev.waypost.ingress.intake.Taken;
import dev.waypost.ingress.user.Users;
import dev.waypost.lanes.LaneKey;
import dev.waypost.lanes.Offer;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.id.Ids;
import dev.waypost.platform.tally.Count;
import dev.waypost.platform.tally.Tallies;
import dev.waypost.platform.tally.Tally;
import dev.waypost.providers.InboundEvent;
import dev.waypost.providers.meta.MetaPart;
import io.opentelemetry.context.Context;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/// Gives the events of a verified webhook to those who get them: rows and deliveries of all, committed.
@Singleton
public class Acceptance {
    private record Share(String tenantId, String endpointId) {}

    private final EventSpans spans;
    private final StoredBodies stored;
    private final Intakes intakes;
    private final Bodies bodies;
    private final RecentEvents recent;
    private final Deliveries deliveries;
    private final Users users;
    private final Contacts contacts;
    private final ProjectSwitch projects;
    private final Tallies tallies;

    Acceptance(
            EventSpans spans,
            StoredBodies stored,
            Intakes intakes,
            Bodies bodies,
            RecentEvents recent,
            Deliveries deliveries,
            Users users,
            Contacts contacts,
            ProjectSwitch projects,
            Tallies tallies) {
        this.tallies = tallies;
        this.contacts = contacts;
        this.projects = projects;
        this.users = users;
        this.spans = spans;
        this.stored = stored;
        this.intakes = intakes;
        this.bodies = bodies;
        this.recent = recent;
        this.deliveries = deliveries;
    }

    /// Returns after the commit. Whoever gets only some of the body's events gets a body without the others.
    ///
    /// @param events in the order of the body
    /// @param all how many events the body has, with those that nobody gets
    public Accepted accept(Body body, List<Addressed> events, int all) {
        Map<Share, List<Addressed>> shares = new LinkedHashMap<>();
        for (Addressed event : events) {
            Recipient recipient = event.recipient();
            shares.computeIfAbsent(
                            new Share(recipient.tenant().tenantId(), recipient.endpointId()), s -> new ArrayList<>())
                    .add(event);
        }
        List<Taken> taken = shares.size() == 1
                ? List.of(accept(body, shares.entrySet().iterator().next(), all))
                : atOnce(shares.entrySet().stream()
                        .map(share -> (Callable<Taken>) () -> accept(body, share, all))
                        .toList());
        return new Accepted(
                taken.stream().mapToInt(Taken::newEvents).sum(), taken.stream().anyMatch(Taken::spooled));
    }

    private Taken accept(Body body, Map.Entry<Share, List<Addressed>> share, int all) {
        List<Addressed> own = share.getValue();
        return accept(share.getKey(), own.size() == all ? body : only(body, own), own);
    }

    /// The shares of many tenants wait for one commit, not for one after the other.
    private static List<Taken> atOnce(List<Callable<Taken>> shares) {
        var taken = new ArrayList<Taken>(shares.size());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Taken>> futures = shares.stream()
                    .map(share -> threads.submit(Context.current().wrap(share)))
                    .toList();
            for (Future<Taken> future : futures) {
                taken.add(future.get());
            }
            return taken;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("accepting throws nothing checked", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.of(Reason.CANCELLED).because(e);
        }
    }

    private Taken accept(Share share, Body body, List<Addressed> events) {
        Intake intake = prepare(share, body, events, event -> conversation(share, event));
        Taken taken = intakes.commit(intake);
        committed(intake, body, taken);
        return taken;
    }

    /// One event of a shared number's user, for somebody else to commit.
    ///
    /// @param conversation what its order is kept within
    public Intake prepare(Body body, Addressed event, String conversation) {
        Recipient recipient = event.recipient();
        var share = new Share(recipient.tenant().tenantId(), recipient.endpointId());
        return prepare(share, body, List.of(event), of -> share.tenantId() + '|' + conversation);
    }

    /// What is left to do after a commit.
    public void committed(Intake intake, Body body, Taken taken) {
        contacts.saw(intake.tenantId(), intake.endpointId(), intake.events());
        count(intake, taken);
        if (!taken.deliveries().isEmpty()) {
            int askers = askers(taken);
            if (askers > 0) {
                bodies.remember(intake.tenantId(), intake.body().bodyId(), body, askers);
            }
            remember(intake, taken);
            deliveries.offer(taken.deliveries());
        }
    }

    /// For deliveries that say what is in an event.
    private void remember(Intake intake, Taken taken) {
        Map<String, Integer> askers = new HashMap<>();
        for (Offer<Delivery> offer : taken.deliveries()) {
            Delivery delivery = offer.item().payload();
            if (delivery.single()) {
                askers.merge(delivery.eventId(), 1, Integer::sum);
            }
        }
        if (askers.isEmpty() || taken.at() == null) {
            return;
        }
        for (NewEvent event : intake.events()) {
            Integer own = askers.get(event.eventId());
            if (own != null) {
                recent.remember(
                        new RecentEvent(
                                intake.tenantId(), event.eventId(), intake.endpointId(), event.event(), taken.at()),
                        own);
            }
        }
    }

    /// A receipt needs no body.
    private static int askers(Taken taken) {
        int askers = 0;
        for (Offer<Delivery> offer : taken.deliveries()) {
            askers += offer.item().payload().destination().equals(Delivery.SEND) ? 0 : 1;
        }
        return askers;
    }

    /// What came again counts for nothing; where only some of it did, messages are taken to be the new ones.
    private void count(Intake intake, Taken taken) {
        int fresh = taken.spooled() ? intake.events().size() : taken.newEvents();
        if (fresh > 0) {
            int messages = 0;
            for (NewEvent event : intake.events()) {
                messages += event.event().kind() == InboundEvent.Kind.MESSAGE ? 1 : 0;
            }
            Tally tally = tallies.of(intake.tenantId(), intake.endpointId());
            tally.add(Count.WEBHOOKS);
            tally.add(Count.RECEIVED, Math.min(fresh, messages));
            tally.add(Count.RECEIPTS, Math.min(fresh, intake.events().size()) - Math.min(fresh, messages));
        }
    }

    private Intake prepare(
            Share share, Body body, List<Addressed> events, Function<InboundEvent, String> conversation) {
        var added = new ArrayList<NewEvent>(events.size());
        var receipts = new ArrayList<NewDelivery>();
        for (Addressed addressed : events) {
            InboundEvent event = addressed.event();
            String eventId = Ids.next("evt");
            added.add(
                    new NewEvent(eventId, EventState.ACCEPTED, event, spans.accept(share.tenantId(), eventId, event)));
            if (event.kind() == InboundEvent.Kind.STATUS) {
                String receipt = conversation.apply(event) + '|' + Delivery.SEND;
                receipts.add(new NewDelivery(
                        Ids.next("dlv"), eventId, Delivery.SEND, receipt, LaneKey.laneOf(receipt), false));
            }
        }
        List<NewDelivery> due = due(events, added, conversation);
        due.addAll(receipts);
        return new Intake(
                share.tenantId(),
                share.endpointId(),
                // All of a share are one tenant's.
                stored.of(events.getFirst().recipient().tenant(), body),
                added,
                due);
    }

    /// Each project once, with the first event that leads to it and that it wants; one that gets events by themselves
    /// once with each.
    private List<NewDelivery> due(
            List<Addressed> events, List<NewEvent> added, Function<InboundEvent, String> conversation) {
        Map<String, List<NewDelivery>> byProject = new LinkedHashMap<>();
        for (int i = 0; i < events.size(); i++) {
            InboundEvent event = events.get(i).event();
            for (Project project : events.get(i).recipient().projects()) {
                if (!EventFilterPolicy.wants(project.eventKinds(), event.kind())) {
                    continue;
                }
                List<NewDelivery> own = byProject.computeIfAbsent(project.projectId(), id -> new ArrayList<>(1));
                if (own.isEmpty() || project.wantsEvents()) {
                    String order = conversation.apply(event) + '|' + project.projectId();
                    own.add(new NewDelivery(
                            Ids.next("dlv"),
                            project.wantsEvents() ? added.get(i).eventId() : null,
                            project.projectId(),
                            order,
                            ProjectLane.of(project, order),
                            !ProjectDelivery.takes(project) || projects.isOff(project)));
                }
            }
        }
        var due = new ArrayList<NewDelivery>();
        byProject.values().forEach(due::addAll);
        return due;
    }

    /// The signature goes: it would not fit the bytes that are left.
    private static Body only(Body body, List<Addressed> events) {
        return new Body(
                body.contentType(),
                null,
                MetaPart.of(body.bytes(), events.stream().map(Addressed::event).toList()));
    }

    private String conversation(Share share, InboundEvent event) {
        return share.tenantId() + '|' + share.endpointId() + '|' + users.keyOf(share.tenantId(), event);
    }
}
