package dev.waypost.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.allinone.SystemScene.Told;
import dev.waypost.platform.crypto.Signatures;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.config.v1.EndpointServiceGrpc;
import dev.waypost.proto.config.v1.Provider;
import dev.waypost.proto.config.v1.SetEndpointRequest;
import dev.waypost.proto.config.v1.TenantServiceGrpc;
import dev.waypost.proto.send.v1.Content;
import dev.waypost.proto.send.v1.MessageServiceGrpc;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.proto.send.v1.Text;
import dev.waypost.testkit.Fixtures;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each part is broken for real; `/admin/health` and `/api/whatsapp/health/metrics` say so in time, and say again when
/// it works.
class SystemHealthTest {
    private static final Duration PROMISE = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> SERVICES = List.of("config", "send", "ingress", "health");

    @TempDir
    static Path folder;

    private static final String TENANT = Fixtures.tenantId();
    private static final String NUMBER = Fixtures.phoneNumberId();
    private static final String SECRET = Fixtures.secret();
    private static SystemScene scene;

    @BeforeAll
    static void start() {
        scene = new SystemScene(folder);
        TenantServiceGrpc.newBlockingStub(scene.config.admin())
                .createTenant(CreateTenantRequest.newBuilder()
                        .setTenantId(TENANT)
                        .setRequestId(Fixtures.id("req"))
                        .build());
        EndpointServiceGrpc.newBlockingStub(scene.config.admin())
                .setEndpoint(SetEndpointRequest.newBuilder()
                        .setTenantId(TENANT)
                        .setRequestId(Fixtures.id("req"))
                        .setEndpointId("first")
                        .setName("first")
                        .setProvider(Provider.PROVIDER_META_CLOUD)
                        .setApiUrl("http://127.0.0.1:9/meta")
                        .setApiVersion("v23.0")
                        .setPhoneNumberId(NUMBER)
                        .setWabaId("777" + NUMBER)
                        .setApiKey("token-" + NUMBER)
                        .setAppSecret(SECRET)
                        .setForce(true)
                        .build());
    }

    @AfterAll
    static void stop() {
        scene.close();
    }

    @BeforeEach
    void everything_is_well() {
        scene.until(SystemHealthTest::isWell, PATIENCE);
    }

    @Test
    void while_all_is_well_every_part_and_version_is_told_and_only_with_a_key() {
        Told told = scene.told();

        assertThat(told.status()).isEqualTo(200);
        for (JsonNode system : List.of(told.system(), told.within())) {
            assertThat(system.path("versions")).isNotEmpty();
            assertThat(system.path("spoolBytes").asInt(-1)).isZero();
            assertThat(system.path("oldestUndeliveredSeconds").isNumber()).isTrue();
            assertThat(system.path("deadLetters").isNumber()).isTrue();
            assertThat(system.path("processes")).hasSize(5).allSatisfy(process -> {
                assertThat(system.path("versions").toString())
                        .contains(process.path("version").asText("-"));
                assertThat(process.path("parts").fieldNames()).toIterable().contains("postgres", "redis", "memory");
            });
        }
        assertThat(part(told, "ingress", "spool").path("state").asText()).isEqualTo("healthy");
        for (String service : List.of("ingress", "send")) {
            assertThat(part(told, service, "lanes").path("state").asText()).isEqualTo("healthy");
            assertThat(part(told, service, "queues")
                            .at("/figures/oldest_seconds")
                            .isNumber())
                    .isTrue();
        }
        assertThat(scene.withoutKey(SystemScene.HEALTH)).isEqualTo(401);
        assertThat(scene.withoutKey(SystemScene.METRICS)).isEqualTo(401);
        assertThat(scene.withoutKey("/health")).isEqualTo(200);
    }

    @Test
    void without_redis_everything_goes_on_with_less() {
        scene.endRedis();
        try {
            inTime(told -> both(told, "/redis", "degraded") && both(told, "/status", "degraded"));

            assertThat(scene.told().status()).isEqualTo(200);
        } finally {
            scene.startRedis();
        }
        inTime(SystemHealthTest::isWell);
    }

    @Test
    void without_postgresql_both_answer_and_tell_what_waits_on_disk() {
        assertThat(webhook("before")).isEqualTo(200);
        scene.killPostgres();
        try {
            inTime(told -> both(told, "/postgres", "unhealthy")
                    && both(told, "/services/config", "unhealthy")
                    && both(told, "/services/ingress", "degraded"));
            assertThat(webhook("meanwhile")).isEqualTo(200);
            inTime(told -> List.of(told.system(), told.within()).stream()
                            .allMatch(system -> system.path("spoolBytes").asDouble() > 0
                                    && system.path("oldestUndeliveredSeconds").asDouble() > 0)
                    && part(told, "ingress", "spool").path("state").asText().equals("degraded"));

            Told told = scene.told();
            assertThat(told.status()).isEqualTo(503);
            assertThat(told.metricsStatus()).isEqualTo(200);
            assertThat(told.metrics().path("missing")).isNotEmpty();
            // Nobody can count them, and so nobody says that there are none.
            assertThat(told.system().has("deadLetters")).isFalse();
            assertThat(scene.withoutKey(SystemScene.HEALTH)).isEqualTo(401);
            assertThat(scene.withoutKey(SystemScene.METRICS)).isEqualTo(401);
            assertThat(scene.withoutKey("/health")).isEqualTo(200);
            for (var service : List.of(scene.config, scene.idle, scene.ingress)) {
                assertThat(scene.answered(HttpRequest.newBuilder(SystemScene.liveness(service))
                                .build()))
                        .isEqualTo(200);
            }
        } finally {
            scene.startPostgres();
        }
        inTime(told -> isWell(told) && told.system().path("spoolBytes").asInt(-1) == 0);
    }

    @Test
    void a_postgresql_that_hangs_is_told_like_one_that_is_gone() {
        scene.freezePostgres();
        try {
            inTime(told -> both(told, "/postgres", "unhealthy")
                    && both(told, "/status", "unhealthy")
                    && told.metricsStatus() == 200);
        } finally {
            scene.thawPostgres();
        }
        inTime(SystemHealthTest::isWell);
    }

    @Test
    void a_killed_process_is_told_and_so_are_the_lanes_and_messages_that_it_leaves() {
        scene.killSend();
        try {
            MessageServiceGrpc.newBlockingStub(scene.idle.admin())
                    .send(SendRequest.newBuilder()
                            .setTenantId(TENANT)
                            .setRequestId(Fixtures.id("req"))
                            .setTo("+4915112345678")
                            .setContent(Content.newBuilder()
                                    .setText(Text.newBuilder().setBody("hello")))
                            .build());
            inTime(told -> both(told, "/services/send", "degraded")
                    && part(told, "send", "lanes").path("state").asText().equals("degraded")
                    && told.system().path("oldestUndeliveredSeconds").asDouble() > 1
                    && told.within().path("oldestUndeliveredSeconds").asDouble() > 1);
            assertThat(scene.told().status()).isEqualTo(200);
        } finally {
            scene.startSend();
        }
        inTime(SystemHealthTest::isWell);
    }

    @Test
    void a_process_that_hangs_is_told_and_what_only_it_knows_is_named_as_missing() {
        scene.health.pause();
        try {
            inTime(told -> both(told, "/services/health", "unreachable")
                    && told.status() == 503
                    && told.metricsStatus() == 200
                    && told.metrics().path("missing").size() == 3);
        } finally {
            scene.health.resume();
        }
        inTime(SystemHealthTest::isWell);
    }

    /// Counted from the fault, or its end, which was the last thing that happened.
    private static void inTime(Predicate<Told> tells) {
        Duration took = scene.until(tells, PATIENCE);
        assertThat(took).isLessThanOrEqualTo(PROMISE);
    }

    private static boolean isWell(Told told) {
        return told.status() == 200
                && both(told, "/status", "healthy")
                && both(told, "/postgres", "healthy")
                && both(told, "/redis", "healthy")
                && SERVICES.stream().allMatch(service -> both(told, "/services/" + service, "healthy"))
                && told.metrics().path("missing").isEmpty();
    }

    private static boolean both(Told told, String pointer, String state) {
        return told.system().at(pointer).asText().equals(state)
                && told.within().at(pointer).asText().equals(state);
    }

    /// Of the process of a service that says anything of it.
    private static JsonNode part(Told told, String service, String part) {
        for (JsonNode process : told.system().path("processes")) {
            if (process.path("service").asText().equals(service)
                    && process.path("parts").has(part)) {
                return process.path("parts").path(part);
            }
        }
        return told.system().path("processes").path("none");
    }

    private static int webhook(String text) {
        byte[] body = """
                {"object":"whatsapp_business_account","entry":[{"id":"777%s","changes":[{"field":"messages","value":{\
                "messaging_product":"whatsapp","metadata":{"display_phone_number":"15550001111","phone_number_id":"%s"},\
                "contacts":[{"profile":{"name":"U"},"wa_id":"4915112345678"}],"messages":[{"from":"4915112345678",\
                "id":"wamid.%s","timestamp":"1750000000","type":"text","text":{"body":"%s"}}]}}]}]}""".formatted(NUMBER, NUMBER, text, text).getBytes(StandardCharsets.UTF_8);
        String signature =
                HexFormat.of().formatHex(Signatures.hmacSha256(SECRET.getBytes(StandardCharsets.UTF_8), body));
        return scene.answered(HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + scene.publicPort + "/api/whatsapp/webhook/" + TENANT + "/first"))
                .header("X-Hub-Signature-256", "sha256=" + signature)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    }
}
