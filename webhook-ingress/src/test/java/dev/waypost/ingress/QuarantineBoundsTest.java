package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.ingress.quarantine.QuarantineWorker;
import dev.waypost.platform.db.Db;
import dev.waypost.testkit.Backends;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// How much is kept of what is nobody's.
@DisplayNameGeneration(ReplaceUnderscores.class)
class QuarantineBoundsTest {
    private final IngressUnderTest ingress = new IngressUnderTest(Map.of(
            "waypost.db.url",
            Backends.freshDatabase(),
            "waypost.ingress.quarantine.interval",
            "1h",
            "waypost.ingress.quarantine.max-events-per-signer",
            "30",
            "waypost.ingress.quarantine.max-events",
            "60"));

    @AfterEach
    void stop() {
        ingress.close();
    }

    @Test
    void the_oldest_of_who_has_too_much_go_and_are_counted_and_nobody_elses() throws Exception {
        var flooded = ingress.tenant();
        var quiet = ingress.tenant();
        strays(quiet, 0, 5);

        strays(flooded, 0, 40);

        // Nobody asked: so many new ones are reason enough to look.
        await().atMost(IngressUnderTest.SOON)
                .untilAsserted(() -> assertThat(held(flooded)).hasSizeLessThanOrEqualTo(30));
        ingress.service().bean(QuarantineWorker.class).trim();
        assertThat(held(flooded)).hasSizeBetween(27, 30).endsWith("wamid.38", "wamid.39");
        assertThat(held(quiet)).hasSize(5);
        assertThat(dropped("signer_full")).isEqualTo(40 - held(flooded).size());
        assertThat(bodies()).isEqualTo(held(flooded).size() + 5);
    }

    @Test
    void when_all_is_full_the_oldest_of_who_has_most_go() throws Exception {
        var some = List.of(ingress.tenant(), ingress.tenant(), ingress.tenant());
        strays(some.get(0), 0, 20);
        strays(some.get(1), 0, 10);

        strays(some.get(2), 0, 30);
        strays(some.get(0), 20, 5);
        // Somebody who looks just now leaves nothing to do for others who look.
        await().atMost(IngressUnderTest.SOON).untilAsserted(() -> {
            ingress.service().bean(QuarantineWorker.class).trim();
            assertThat(held(some.get(2))).hasSizeLessThan(30);
        });

        assertThat(held(some.get(1))).hasSize(10);
        assertThat(held(some.get(0))).hasSize(25);
        // Less go when it was looked at before all of them were there.
        assertThat(held(some.get(2))).hasSizeBetween(19, 25).endsWith("wamid.29");
        assertThat(dropped("full")).isEqualTo(30 - held(some.get(2)).size());
        assertThat(dropped("signer_full")).isZero();
    }

    @Test
    void what_is_too_old_goes_and_is_counted() throws Exception {
        var tenant = ingress.tenant();
        strays(tenant, 0, 5);
        ingress.service()
                .bean(Db.class)
                .run(sql -> sql.update("UPDATE quarantined SET received_at = now() - interval '31 days'"
                        + " WHERE provider_message_id <> 'wamid.4'"));

        ingress.service().bean(QuarantineWorker.class).runOnce();

        assertThat(held(tenant)).containsExactly("wamid.4");
        assertThat(dropped("too_old")).isEqualTo(4);
        assertThat(bodies()).isEqualTo(1);
    }

    private void strays(TestTenant signer, int from, int count) throws Exception {
        var stranger = new TestTenant();
        for (int i : IntStream.range(from, from + count).toArray()) {
            assertThat(ingress.signed(signer, stranger.message("wamid." + i, "491", "x", null)))
                    .isEqualTo(200);
        }
    }

    private List<String> held(TestTenant signer) {
        return ingress.service()
                .bean(Db.class)
                .read(sql -> sql.list(
                        "SELECT provider_message_id AS id FROM quarantined WHERE tenant_id = ? ORDER BY event_id",
                        row -> row.string("id"),
                        signer.id));
    }

    private long bodies() {
        return ingress.service()
                .bean(Db.class)
                .read(sql -> sql.one("SELECT count(*) AS n FROM quarantined_body", row -> row.longValue("n")))
                .orElseThrow();
    }

    private long dropped(String cause) {
        return (long) ingress.service()
                .bean(MeterRegistry.class)
                .counter("waypost.ingress.quarantine.dropped", "cause", cause)
                .count();
    }
}
