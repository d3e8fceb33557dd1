package dev.waypost.ingress;

import static dev.waypost.ingress.IngressUnderTest.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.waypost.platform.crypto.MasterKeyset;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.status.Health;
import dev.waypost.platform.status.Vital;
import dev.waypost.proto.ingress.v1.Delivery;
import dev.waypost.proto.ingress.v1.DeliveryServiceGrpc;
import dev.waypost.proto.ingress.v1.DeliveryState;
import dev.waypost.proto.ingress.v1.ListDeliveriesRequest;
import dev.waypost.testkit.ServiceUnderTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// What waits on the disk under a master key that was dropped meanwhile: PostgreSQL is killed and the key goes and
/// comes, each for real.
@DisplayNameGeneration(ReplaceUnderscores.class)
final class SpoolWithoutKeyTest {
    private static final Pattern TEXT = Pattern.compile("\"text\":\\{\"body\":\"([^\"]*)\"");
    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

    @TempDir
    Path folder;

    /// The first key seals what config-service knows, the second one what is received and then goes.
    private final MasterKeyset first = MasterKeyset.fresh();

    private final MasterKeyset both = first.added();
    private final String gone = both.keys().getLast().id();
    private final HttpClient http = HttpClient.newHttpClient();
    private final TestProject project = TestProject.start();
    private final TestSendService send = new TestSendService();
    private final TestConfigService config = new TestConfigService();
    private final TestTenant quiet = new TestTenant().retries(0).sealed(true);
    private final TestTenant open = new TestTenant();
    private final TestTenant stray = new TestTenant();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private StoreToKill store;

    @BeforeEach
    void leaveRecordsUnderTheKeyThatGoes() throws Exception {
        log.start();
        ROOT.addAppender(log);
        store = new StoreToKill(folder);
        try (var service = ServiceUnderTest.start("ingress", settings(first))) {
            quiet.project(service, project.url(), Map.of(), true);
            open.project(service, project.url(), Map.of(), true);
        }
        try (var service = start(both.promoted(gone))) {
            receive(service, open, "o0");
            await().atMost(SOON).until(() -> got(open).size() == 1);
            store.kill();
            receive(service, quiet, "q0");
            receive(service, open, "o1");
            receive(service, quiet, "q1");
            receiveStray(service, "s0");
        }
        store.again();
    }

    @AfterEach
    void stop() {
        ROOT.detachAppender(log);
        project.close();
        send.close();
        config.close();
        http.close();
        store.close();
    }

    @Test
    void it_waits_in_order_across_restarts_nobody_else_does_and_with_the_key_it_arrives_by_itself() throws Exception {
        for (int round = 2; round <= 3; round++) {
            log.list.clear();
            try (var service = start(first)) {
                receive(service, quiet, "q" + round);
                receive(service, open, "o" + round);
                receiveStray(service, "s" + (round - 1));
                int arrived = round + 1;
                int waiting = 2 * round + 1;
                await().atMost(SOON).until(() -> got(open).size() == arrived);
                await().atMost(SOON).until(() -> withoutKey(service) == waiting);
                await().atMost(SOON).until(() -> told("spool.key_missing") == 1);
                assertThat(got(quiet)).isEmpty();
                assertThat(strays(service)).isEmpty();
                Vital.Reading spool = spool(service);
                assertThat(spool.health()).isEqualTo(Health.DEGRADED);
                assertThat(spool.detail()).contains(gone);
                assertThat(spool.figures().get("used_bytes")).isPositive();
                assertThat(store.files(".broken")).isZero();
            }
        }

        try (var service = start(both)) {
            await().atMost(SOON).until(() -> got(quiet).equals(List.of("q0", "q1", "q2", "q3")));
            await().atMost(SOON).until(() -> spool(service).health() == Health.WELL);
            assertThat(withoutKey(service)).isZero();
            assertThat(strays(service)).containsExactly("wamid.s0", "wamid.s1", "wamid.s2");
            receive(service, quiet, "q4");
            await().atMost(SOON).until(() -> got(quiet).size() == 5);
            assertThat(got(quiet).getLast()).isEqualTo("q4");
            assertThat(got(open)).containsExactly("o0", "o1", "o2", "o3");
            assertThat(keys(service)).contains(gone);
            assertThat(store.files(".broken")).isZero();
        }
    }

    @Test
    void a_key_that_comes_back_into_the_file_is_found_without_a_restart() throws Exception {
        Path file = folder.resolve("master-key");
        Files.writeString(file, first.encoded());
        var settings = settings(first);
        settings.put("waypost.crypto.key", "");
        settings.put("waypost.crypto.key-file", file.toString());
        try (var service = ServiceUnderTest.start("ingress", settings)) {
            publish(service);
            await().atMost(SOON).until(() -> got(open).size() == 2);
            receive(service, quiet, "q2");
            assertThat(got(quiet)).isEmpty();

            Files.writeString(file, both.encoded());

            await().atMost(SOON).until(() -> got(quiet).equals(List.of("q0", "q1", "q2")));
            await().atMost(SOON).until(() -> spool(service).health() == Health.WELL);
        }
    }

    @Test
    void nothing_waits_for_a_key_that_is_given_up_for_lost() throws Exception {
        try (var service = start(first)) {
            await().atMost(SOON).until(() -> withoutKey(service) > 0);
            receive(service, quiet, "q2");
        }
        var settings = settings(first);
        settings.put("waypost.ingress.spool.lost-keys", "00000000, " + gone);
        try (var service = ServiceUnderTest.start("ingress", settings)) {
            publish(service);

            await().atMost(SOON).until(() -> got(quiet).equals(List.of("q2")));
            assertThat(dead(service)).isEqualTo(2);
            await().atMost(SOON).until(() -> store.files(".broken") == 1);
            await().atMost(SOON).until(() -> spool(service).health() == Health.WELL);
        }
        start(first).close();
    }

    private Map<String, Object> settings(MasterKeyset keys) {
        Map<String, Object> settings = store.spooled();
        settings.put("waypost.peers.send", send.address());
        settings.put("waypost.peers.config", config.address());
        settings.put("waypost.crypto.key", keys.encoded());
        return settings;
    }

    private ServiceUnderTest start(MasterKeyset keys) {
        var service = ServiceUnderTest.start("ingress", settings(keys));
        publish(service);
        return service;
    }

    private void publish(ServiceUnderTest service) {
        quiet.publish(service);
        open.publish(service);
    }

    private void receive(ServiceUnderTest service, TestTenant tenant, String text) throws Exception {
        receive(service, tenant, tenant.message("wamid." + text, "4915112345678", text, null));
    }

    /// To a number that is nobody's, by the tenant that wants all sealed.
    private void receiveStray(ServiceUnderTest service, String text) throws Exception {
        receive(service, quiet, stray.message("wamid." + text, "491", text, null));
    }

    private void receive(ServiceUnderTest service, TestTenant signer, byte[] body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + service.bean(Ingress.class).publicPort() + signer.path()))
                .header("X-Hub-Signature-256", signer.sign(body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        assertThat(http.send(request.build(), BodyHandlers.discarding()).statusCode())
                .isEqualTo(200);
    }

    private List<String> got(TestTenant tenant) {
        return project.got().stream()
                .filter(got -> tenant.id.equals(got.headers().get("x-tenant-id")))
                .map(got -> new String(got.body(), StandardCharsets.UTF_8))
                .map(body ->
                        TEXT.matcher(body).results().findFirst().orElseThrow().group(1))
                // What was under way when the store was killed comes twice.
                .distinct()
                .toList();
    }

    private List<String> strays(ServiceUnderTest service) {
        return service.bean(Db.class)
                .read(sql -> sql.list(
                        "SELECT provider_message_id AS id FROM quarantined WHERE tenant_id = ? ORDER BY event_id",
                        row -> row.string("id"),
                        quiet.id));
    }

    private static List<String> keys(ServiceUnderTest service) {
        return service.bean(Db.class)
                .read(sql -> sql.list("SELECT master_key FROM sealed_under", row -> row.string("master_key")));
    }

    private long dead(ServiceUnderTest service) {
        return DeliveryServiceGrpc.newBlockingStub(service.admin())
                .listDeliveries(
                        ListDeliveriesRequest.newBuilder().setTenantId(quiet.id).build())
                .getDeliveriesList()
                .stream()
                .filter(delivery -> delivery.getState() == DeliveryState.DELIVERY_STATE_DEAD)
                .map(Delivery::getDeliveryId)
                .count();
    }

    private static double withoutKey(ServiceUnderTest service) {
        return service.bean(MeterRegistry.class)
                .get("waypost.ingress.spool.without.key")
                .gauge()
                .value();
    }

    private static Vital.Reading spool(ServiceUnderTest service) {
        return service.context().getBeansOfType(Vital.class).stream()
                .filter(vital -> vital.name().equals("spool"))
                .findFirst()
                .orElseThrow()
                .read();
    }

    private long told(String event) {
        return List.copyOf(log.list).stream()
                .filter(line -> line.getMessage().contains(event))
                .filter(line -> String.valueOf(line.getKeyValuePairs()).contains(gone))
                .count();
    }
}
