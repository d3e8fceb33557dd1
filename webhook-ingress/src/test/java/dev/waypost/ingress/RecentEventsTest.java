package dev.waypost.ingress;

import static dev.waypost.ingress.IngressUnderTest.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import dev.waypost.ingress.cache.Caches;
import dev.waypost.platform.db.Db;
import dev.waypost.proto.send.v1.Receipt;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/// The first try of a delivery is made from what was received a moment ago, any other one from what is stored. Both say
/// the same.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RecentEventsTest {
    private static final String USER = "4915112345678";
    private static IngressUnderTest ingress;

    @BeforeAll
    static void start() {
        ingress = new IngressUnderTest();
        // Until lanes are held every first try reads the store.
        var warm = ingress.tenant();
        var written = new AtomicInteger();
        await().atMost(SOON).until(() -> {
            ingress.signed(warm, warm.status("wamid.w" + written.incrementAndGet(), USER, "sent", null));
            return hits() > 0;
        });
        // The last of them would be counted as another test's.
        await().atMost(SOON).until(() -> ingress.send.receiptsOf(warm.id).size() >= written.get());
    }

    @AfterAll
    static void stop() {
        ingress.close();
    }

    @Test
    void a_project_that_fails_at_first_gets_the_same_bytes_again() throws Exception {
        try (var backend = TestProject.start()) {
            var tenant = new TestTenant().retries(4).payloadFormat("EVENT");
            tenant.project(ingress.service(), backend.url(), Map.of(), true);
            tenant.publish(ingress.service());
            backend.answers(500);
            long before = hits();

            ingress.signed(tenant, tenant.message("wamid.r1", USER, "one", "wamid.out"));
            await().atMost(SOON).until(() -> backend.got().size() > 2);
            backend.answers(200);

            assertThat(hits()).isGreaterThan(before);
            assertThat(backend.got().stream().map(got -> new String(got.body(), StandardCharsets.UTF_8)))
                    .hasSizeGreaterThan(2)
                    .containsOnly(new String(backend.got().getFirst().body(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void each_of_two_projects_is_told_once_from_memory() throws Exception {
        try (var one = TestProject.start();
                var other = TestProject.start()) {
            var tenant = new TestTenant().payloadFormat("EVENT");
            tenant.project(ingress.service(), one.url(), Map.of(), true);
            tenant.project(ingress.service(), other.url(), Map.of(), true);
            tenant.publish(ingress.service());
            long before = hits();

            ingress.signed(tenant, tenant.message("wamid.t1", USER, "one", null));
            await().atMost(SOON)
                    .until(() -> one.got().size() == 1 && other.got().size() == 1);

            assertThat(hits()).isEqualTo(before + 2);
            assertThat(one.got().getFirst().body())
                    .isEqualTo(other.got().getFirst().body());
            assertThat(entries()).isZero();
        }
    }

    @Test
    void a_receipt_from_memory_says_what_is_stored() throws Exception {
        var tenant = ingress.tenant();
        String mark = "wp1.msg_01R.00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01";
        long before = hits();

        ingress.signed(tenant, tenant.status("wamid.r2", USER, "failed", mark));
        await().atMost(SOON).until(() -> ingress.send.receiptsOf(tenant.id).size() == 1);

        assertThat(hits()).isGreaterThan(before);
        Receipt told = ingress.send.receiptsOf(tenant.id).getFirst();
        assertThat(told).isEqualTo(asStored(tenant.id, told));
        assertThat(told.getMessageId()).isEqualTo("msg_01R");
    }

    @Test
    void receipts_that_were_emptied_from_memory_are_told_from_the_store() throws Exception {
        var tenant = ingress.tenant();
        ingress.send.away(true);
        for (int i : IntStream.range(0, 20).toArray()) {
            ingress.signed(tenant, tenant.status("wamid.f" + i, USER, "read", null));
        }
        ingress.service().bean(Caches.class).clear("events");
        ingress.send.away(false);

        await().atMost(SOON).until(() -> ingress.send.receiptsOf(tenant.id).size() >= 20);
        assertThat(ingress.send.receiptsOf(tenant.id))
                .allSatisfy(told -> assertThat(told).isEqualTo(asStored(tenant.id, told)));
    }

    /// The receipt with every field that comes from the event as its row has it.
    private static Receipt asStored(String tenantId, Receipt told) {
        return ingress.service()
                .bean(Db.class)
                .read(sql -> sql.one(
                        "SELECT * FROM event WHERE tenant_id = ? AND event_id = ?",
                        row -> told.toBuilder()
                                .setTenantId(row.string("tenant_id"))
                                .setEndpointId(row.string("endpoint_id"))
                                .setProviderMessageId(row.string("provider_message_id"))
                                .setErrorCode(orEmpty(row.stringOrNull("error_code")))
                                .setErrorTitle(orEmpty(row.stringOrNull("error_title")))
                                .setProviderTime(time(row.instant("provider_time")))
                                .setReceiveTime(time(row.instant("received_at")))
                                .build(),
                        tenantId,
                        told.getEventId()))
                .orElseThrow();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static Timestamp time(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    private static long hits() {
        return events().hits();
    }

    private static long entries() {
        return events().entries();
    }

    private static Caches.Counted events() {
        return ingress.service().bean(Caches.class).counted().stream()
                .filter(cache -> cache.name().equals("events"))
                .findFirst()
                .orElseThrow();
    }
}
