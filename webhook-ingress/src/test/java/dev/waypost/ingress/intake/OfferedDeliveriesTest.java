package dev.waypost.ingress.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.ingress.delivery.Delivery;
import dev.waypost.lanes.Behind;
import dev.waypost.lanes.Offer;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.id.Ids;
import dev.waypost.providers.InboundEvent;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a commit says of the deliveries that a new one stands behind.
class OfferedDeliveriesTest {
    /// Of nobody in the service, which works meanwhile.
    private static final int LANE = 5_000;

    private static ServiceUnderTest ingress;
    private static Db db;
    private static IntakeStore store;

    private final String tenant = Fixtures.tenantId();
    private final String conversation = Fixtures.id("conversation");

    @BeforeAll
    static void start() {
        ingress = ServiceUnderTest.start("ingress", Map.of("waypost.db.url", Backends.freshDatabase()));
        db = ingress.bean(Db.class);
        store = ingress.bean(IntakeStore.class);
    }

    @AfterAll
    static void stop() {
        ingress.close();
    }

    @Test
    void a_delivery_stands_behind_one_with_a_lower_id_that_was_committed_after_a_higher_one() {
        var second = new AtomicReference<Offer<Delivery>>();
        Offer<Delivery> lower = db.tx(sql -> {
            Offer<Delivery> first = only(store.commit(sql, List.of(intake(false))));
            second.set(committed());
            return first;
        });
        Offer<Delivery> higher = second.get();
        assertThat(lower.item().id()).isLessThan(higher.item().id());
        assertThat(List.of(lower.behind(), higher.behind())).containsOnly(Behind.NOTHING);

        Offer<Delivery> third = committed();

        assertThat(third.behind().known()).isTrue();
        assertThat(third.behind().ids())
                .containsExactlyInAnyOrder(lower.item().id(), higher.item().id());
    }

    @Test
    void of_one_batch_each_stands_behind_the_one_before_it() {
        Offer<Delivery> earlier = committed();

        List<Offer<Delivery>> batch = store.commit(List.of(intake(false), intake(false))).stream()
                .flatMap(taken -> taken.deliveries().stream())
                .toList();

        assertThat(batch)
                .extracting(Offer::behind)
                .containsExactly(
                        Behind.row(earlier.item().id()),
                        Behind.row(batch.getFirst().item().id()));
    }

    @Test
    void a_delivery_stands_behind_what_is_parked() {
        store.commit(List.of(intake(true)));

        assertThat(committed().behind().ids()).hasSize(1);
    }

    @Test
    void nobody_counts_a_long_conversation() {
        for (int i = 0; i <= Behind.MOST; i++) {
            assertThat(committed().behind().ids()).hasSize(i);
        }

        assertThat(committed().behind()).isEqualTo(Behind.UNKNOWN);
    }

    private Offer<Delivery> committed() {
        return only(store.commit(List.of(intake(false))));
    }

    private static Offer<Delivery> only(List<Taken> taken) {
        return taken.getFirst().deliveries().getFirst();
    }

    private Intake intake(boolean parked) {
        String eventId = Ids.next("evt");
        var event =
                InboundEvent.builder(InboundEvent.Kind.OTHER, "test", eventId).build();
        return new Intake(
                tenant,
                "main",
                new StoredBody(Ids.next("bod"), null, null, new byte[] {'{', '}'}),
                List.of(new NewEvent(eventId, EventState.ACCEPTED, event, null)),
                List.of(new NewDelivery(Ids.next("dlv"), null, "project", conversation, LANE, parked)));
    }
}
