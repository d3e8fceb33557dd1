package dev.waypost.ingress;

import static dev.waypost.ingress.IngressUnderTest.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.crypto.MasterKeyset;
import dev.waypost.platform.db.Db;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import dev.waypost.testkit.TableDump;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What waits on the disk while PostgreSQL is away, of a shared number whose tenants want texts sealed.
@DisplayNameGeneration(ReplaceUnderscores.class)
final class SealedSpoolTest {
    private final String text = Fixtures.id("words of a user");

    @TempDir
    Path folder;

    @Test
    void neither_the_disk_nor_a_table_holds_a_text_and_its_tenant_gets_it_as_it_came() throws Exception {
        try (var store = new StoreToKill(folder);
                var world = new GatewayWorld(store.spooled())) {
            var tenant = world.tenant(new GatewayTenant().sealed(), "quiet");
            world.host.sealed().publish(world.service);
            String user = GatewayWorld.phone();
            store.kill();

            byte[] link = world.wrote(user + "@c.us", "start_realty_quiet");
            byte[] words = world.wrote(user + "@c.us", text);
            // What no user wrote is the number's own tenant's at once, and waits as that.
            byte[] raw = ("{\"event\":\"group.v2.update\",\"session\":\"" + world.session
                            + "\",\"id\":\"evt1\",\"payload\":{\"subject\":\"" + text + "\"}}")
                    .getBytes(StandardCharsets.UTF_8);
            byte[] stray =
                    ("{\"event\":\"message\",\"session\":\"other\",\"id\":\"evt2\",\"payload\":{\"id\":\"false_1@c.us_9\","
                                    + "\"from\":\"1@c.us\",\"fromMe\":false,\"body\":\"" + text + "\"}}")
                            .getBytes(StandardCharsets.UTF_8);
            for (byte[] body : List.of(link, words, raw, stray)) {
                assertThat(world.post("/webhook/gateway/" + world.gatewayId, body, world.sign(body))
                                .statusCode())
                        .isEqualTo(200);
            }
            assertThat(onDisk()).contains("waypost\0sealed").doesNotContain(text);
            // The process goes while the store is still away; its successor finds what it kept.
            world.service.close();
            store.again();
            try (var successor = ServiceUnderTest.start("ingress", world.settings(store.spooled()))) {
                tenant.publish(successor);
                world.host.publish(successor);
                await().atMost(SOON).until(() -> world.got(tenant).size() == 2);
                await().atMost(SOON).until(store::spoolIsEmpty);

                assertThat(world.project.got().getLast().body()).isEqualTo(words);
                Db db = successor.bean(Db.class);
                assertThat(TableDump.of(db, "ingress").with(text)).isEmpty();
                assertThat(count(db, "SELECT count(*) AS n FROM body")).isEqualTo(3);
                assertThat(count(db, "SELECT count(*) AS n FROM quarantined_body"))
                        .isEqualTo(1);
                assertThat(count(db, "SELECT count(*) AS n FROM sealed_under")).isEqualTo(1);
                assertThat(store.files(".broken")).isZero();
            }
        }
    }

    @Test
    void the_key_of_what_waited_is_known_to_be_needed() throws Exception {
        try (var store = new StoreToKill(folder);
                var world = new GatewayWorld(store.spooled())) {
            world.host.sealed().publish(world.service);
            store.kill();
            byte[] raw = ("{\"event\":\"group.v2.update\",\"session\":\"" + world.session
                            + "\",\"id\":\"evt1\",\"payload\":{\"subject\":\"" + text + "\"}}")
                    .getBytes(StandardCharsets.UTF_8);
            assertThat(world.post("/webhook/gateway/" + world.gatewayId, raw, world.sign(raw))
                            .statusCode())
                    .isEqualTo(200);

            store.again();

            await().atMost(SOON).until(store::spoolIsEmpty);
            Db db = world.service.bean(Db.class);
            assertThat(count(db, "SELECT count(*) AS n FROM body")).isEqualTo(1);
            assertThat(count(db, "SELECT count(*) AS n FROM sealed_under")).isEqualTo(1);
        }
    }

    @Test
    void what_users_wrote_to_a_shared_number_waits_for_its_key_and_what_they_write_then_is_behind_it()
            throws Exception {
        MasterKeyset first = MasterKeyset.fresh();
        MasterKeyset both = first.added();
        String gone = both.keys().getLast().id();
        String user = GatewayWorld.phone() + "@c.us";
        try (var store = new StoreToKill(folder);
                var world = new GatewayWorld(with(store, first))) {
            var tenant = world.tenant(new GatewayTenant().sealed(), "quiet");
            world.service.close();
            String path = "/webhook/gateway/" + world.gatewayId;
            try (var sealing = start(world, tenant, with(store, both.promoted(gone)))) {
                store.kill();
                world.said(sealing, path, world.wrote(user, "start_realty_quiet"));
                world.said(sealing, path, world.wrote(user, "one"));
            }
            store.again();
            try (var without = start(world, tenant, with(store, first))) {
                await().atMost(SOON).until(() -> withoutKey(without) == 2);
                assertThat(world.said(without, path, world.wrote(user, "two"))
                                .path("action")
                                .asText())
                        .isEqualTo("routed_later");
                assertThat(withoutKey(without)).isEqualTo(3);
                assertThat(world.got(tenant)).isEmpty();
            }
            try (var again = start(world, tenant, with(store, both))) {
                await().atMost(SOON).until(() -> world.got(tenant).equals(List.of("start_realty_quiet", "one", "two")));
                await().atMost(SOON).until(() -> withoutKey(again) == 0);
                assertThat(world.said(again, path, world.wrote(user, "three"))
                                .path("action")
                                .asText())
                        .isEqualTo("existing_session");
                assertThat(store.files(".broken")).isZero();
            }
        }
    }

    private static Map<String, Object> with(StoreToKill store, MasterKeyset keys) {
        Map<String, Object> settings = store.spooled();
        settings.put("waypost.crypto.key", keys.encoded());
        return settings;
    }

    private static ServiceUnderTest start(GatewayWorld world, GatewayTenant tenant, Map<String, Object> settings) {
        var service = ServiceUnderTest.start("ingress", world.settings(settings));
        tenant.publish(service);
        world.host.publish(service);
        return service;
    }

    private static double withoutKey(ServiceUnderTest service) {
        return service.bean(MeterRegistry.class)
                .get("waypost.ingress.spool.without.key")
                .gauge()
                .value();
    }

    private static long count(Db db, String statement) {
        return db.read(sql -> sql.one(statement, row -> row.longValue("n"))).orElseThrow();
    }

    private String onDisk() throws IOException {
        try (var files = Files.walk(folder.resolve("spool"))) {
            return files.filter(Files::isRegularFile).map(SealedSpoolTest::read).reduce("", String::concat);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
