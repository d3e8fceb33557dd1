package dev.waypost.ingress.replay;

import dev.waypost.configclient.Project;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.ingress.delivery.ProjectLane;
import dev.waypost.ingress.receive.EventFilterPolicy;
import dev.waypost.ingress.receive.MappingPolicy;
import dev.waypost.platform.id.Ids;
import dev.waypost.providers.InboundEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// Says who gets which of some past events once more: as when they came, by what is mapped now.
///
/// Each project gets a webhook once, with the first event of it that it wants; one that gets events by themselves gets
/// each.
final class ReplayPlanner {
    private final TenantSnapshot tenant;
    private final ReplayFilter filter;
    private final Function<PastEvent, String> conversation;
    private final Predicate<Project> waits;
    private final List<Again> again = new ArrayList<>();
    private final List<String> redriven = new ArrayList<>();
    private final Set<String> settled;
    private final Map<String, String> dead = new HashMap<>();

    private ReplayPlanner(
            TenantSnapshot tenant,
            ReplayFilter filter,
            Set<String> openBodies,
            Function<PastEvent, String> conversation,
            Predicate<Project> waits) {
        this.tenant = tenant;
        this.filter = filter;
        this.settled = new HashSet<>(openBodies);
        this.conversation = conversation;
        this.waits = waits;
    }

    /// @param events in order, at least one
    /// @param before what became of them, when that matters
    /// @param conversation what order is kept within, whoever gets the event
    /// @param waits whether deliveries of a project wait for it
    static ReplayPlan plan(
            TenantSnapshot tenant,
            ReplayFilter filter,
            Set<String> openBodies,
            List<PastEvent> events,
            List<PastDelivery> before,
            Function<PastEvent, String> conversation,
            Predicate<Project> waits) {
        var planner = new ReplayPlanner(tenant, filter, openBodies, conversation, waits);
        planner.know(events, before);
        events.stream().filter(PastEvent::wanted).forEach(planner::give);
        String last = PastStore.moment(events.getLast().eventId());
        Set<String> open = new HashSet<>(planner.settled);
        // A body is named after its events: what is behind the last event is not of it any more.
        open.removeIf(key -> PastStore.moment(key).compareTo(last) < 0);
        return new ReplayPlan(
                planner.again,
                planner.redriven,
                open,
                events.stream().filter(PastEvent::wanted).count());
    }

    private void know(List<PastEvent> events, List<PastDelivery> before) {
        Map<String, String> bodies = new HashMap<>();
        events.forEach(event -> bodies.put(event.eventId(), event.bodyId()));
        for (PastDelivery past : before) {
            for (String about : List.of(past.eventId(), bodies.getOrDefault(past.eventId(), past.eventId()))) {
                if (past.state().equals("DEAD")) {
                    dead.put(key(about, past.destination()), past.deliveryId());
                } else {
                    settled.add(key(about, past.destination()));
                }
            }
        }
    }

    private void give(PastEvent event) {
        InboundEvent.Kind kind = InboundEvent.Kind.valueOf(event.kind());
        for (Project project : MappingPolicy.past(
                tenant, event.endpointId(), event.phoneNumberId(), event.wabaId(), kind == InboundEvent.Kind.MESSAGE)) {
            boolean asked = filter.projectId() == null || filter.projectId().equals(project.projectId());
            if (!asked || !EventFilterPolicy.wants(project.eventKinds(), kind)) {
                continue;
            }
            String key = key(project.wantsEvents() ? event.eventId() : event.bodyId(), project.projectId());
            // Whoever got it in the end got it, whatever died on the way.
            if (!settled.add(key)) {
                continue;
            }
            if (dead.containsKey(key)) {
                redriven.add(dead.get(key));
            } else {
                String order = conversation.apply(event) + '|' + project.projectId();
                again.add(new Again(
                        Ids.next("dlv"),
                        event,
                        project.projectId(),
                        order,
                        ProjectLane.of(project, order),
                        project.wantsEvents(),
                        waits.test(project)));
            }
        }
    }

    private static String key(String about, String projectId) {
        return about + '|' + projectId;
    }
}
