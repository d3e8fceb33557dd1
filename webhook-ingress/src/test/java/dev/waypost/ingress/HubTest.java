package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.crypto.Vault;
import dev.waypost.proto.ingress.v1.EventServiceGrpc;
import dev.waypost.proto.ingress.v1.ListEventsRequest;
import dev.waypost.proto.ingress.v1.ListQuarantineRequest;
import dev.waypost.proto.ingress.v1.QuarantineServiceGrpc;
import dev.waypost.proto.ingress.v1.ReplayQuarantineRequest;
import dev.waypost.testkit.Fixtures;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/// One app, many tenants: the paths that a whole app posts to.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HubTest {
    private static IngressUnderTest ingress;
    private final String appId = Fixtures.digits(15);
    private final String appSecret = Fixtures.secret();
    private final String verifyToken = Fixtures.secret();

    @BeforeAll
    static void start() {
        ingress = new IngressUnderTest();
    }

    @AfterAll
    static void stop() {
        ingress.close();
    }

    @BeforeEach
    void app() {
        ingress.config.app(ingress.service().bean(Vault.class), appId, appSecret, verifyToken);
    }

    @Test
    void each_event_of_a_batch_goes_to_the_tenant_of_its_number_and_no_tenant_sees_anothers() throws Exception {
        var one = tenant();
        var other = tenant();
        byte[] body = batch(
                one.wabaId,
                one.change(message("m1", "mine of one")),
                other.change(message("m2", "mine of other")),
                one.change(message("m3", "more of one")));

        for (String path : List.of("/meta/webhook", "/meta/webhook/" + appId)) {
            assertThat(post(path, body, appSecret)).isEqualTo(200);
        }

        await().atMost(IngressUnderTest.SOON)
                .until(() ->
                        ingress.gotBy(one).size() == 1 && ingress.gotBy(other).size() == 1);
        String toOne = new String(ingress.gotBy(one).getFirst().body(), StandardCharsets.UTF_8);
        String toOther = new String(ingress.gotBy(other).getFirst().body(), StandardCharsets.UTF_8);
        assertThat(toOne).contains("mine of one", "more of one").doesNotContain("mine of other", other.phoneNumberId);
        assertThat(toOther).contains("mine of other").doesNotContain("of one", one.phoneNumberId);
        assertThat(ingress.stored(one.id)).isEqualTo(2);
        assertThat(ingress.stored(other.id)).isEqualTo(1);
        assertThat(ingress.gotBy(one).getFirst().headers()).doesNotContainKey("x-hub-signature-256");
    }

    @Test
    void a_body_of_one_tenant_keeps_its_bytes_and_metas_signature() throws Exception {
        var tenant = tenant();
        byte[] body = tenant.message("wamid.whole", "4915112345678", "x\\/\\u00e9", null);

        assertThat(post("/meta/webhook", body, appSecret)).isEqualTo(200);

        await().atMost(IngressUnderTest.SOON).until(() -> ingress.gotBy(tenant).size() == 1);
        assertThat(ingress.gotBy(tenant).getFirst().body()).isEqualTo(body);
        assertThat(ingress.gotBy(tenant).getFirst().headers())
                .containsEntry("x-hub-signature-256", TestTenant.sign(body, appSecret));
    }

    @Test
    void what_the_app_did_not_sign_is_401_whoever_is_named() throws Exception {
        var tenant = tenant();
        byte[] body = tenant.message("wamid.h2", "4915112345678", "x", null);
        byte[] unknown = new TestTenant().message("wamid.h3", "4915112345678", "x", null);

        for (String path : List.of("/meta/webhook", "/meta/webhook/" + appId, "/meta/webhook/404")) {
            assertThat(post(path, body, Fixtures.secret())).as(path).isEqualTo(401);
        }
        assertThat(post("/meta/webhook", unknown, appSecret)).isEqualTo(401);
        assertThat(post("/meta/webhook", "nonsense".getBytes(StandardCharsets.UTF_8), appSecret))
                .isEqualTo(401);
        assertThat(ingress.post("/meta/webhook", body, Map.of()).statusCode()).isEqualTo(401);
        assertThat(ingress.stored(tenant.id)).isZero();
    }

    @Test
    void a_number_of_another_app_is_never_routed() throws Exception {
        var victim = new TestTenant();
        victim.project(ingress.service(), ingress.project.url(), Map.of(), true);
        victim.publish(ingress.service());
        ingress.config.own(victim);
        var attacker = tenant();
        byte[] body = batch(attacker.wabaId, victim.change(message("inj", "injected")));

        assertThat(post("/meta/webhook", body, appSecret)).isEqualTo(200);

        assertThat(ingress.stored(victim.id)).isZero();
        assertThat(ingress.stored(attacker.id)).isZero();
        assertThat(ingress.quarantined("app_id", appId).getPhoneNumberId()).isEqualTo(victim.phoneNumberId);
    }

    @Test
    void a_number_without_an_endpoint_is_its_tenants_when_it_is_under_the_app_that_signed() throws Exception {
        String mine = Fixtures.phoneNumberId();
        String others = Fixtures.phoneNumberId();
        var tenant = new TestTenant();
        tenant.number(mine).project(ingress.service(), ingress.project.url(), Map.of(), true);
        tenant.number(Fixtures.phoneNumberId()).publish(ingress.service());
        ingress.config.ownUnder(tenant, mine, appId);
        ingress.config.ownUnder(tenant, others, Fixtures.digits(15));

        for (String number : List.of(mine, others)) {
            byte[] body = batch(
                    Fixtures.digits(15),
                    tenant.change(message("hub" + number, "x")).replace(tenant.phoneNumberId, number));
            assertThat(post("/meta/webhook/" + appId, body, appSecret)).isEqualTo(200);
        }
        byte[] shared =
                batch(Fixtures.digits(15), tenant.change(message("shared", "x")).replace(tenant.phoneNumberId, mine));
        assertThat(post("/meta/webhook", shared, appSecret)).isEqualTo(200);

        assertThat(ingress.stored(tenant.id)).isEqualTo(2);
        await().atMost(IngressUnderTest.SOON).until(() -> ingress.gotBy(tenant).size() == 2);
        assertThat(ingress.quarantined("app_id", appId).getPhoneNumberId()).isEqualTo(others);
    }

    @Test
    void an_endpoint_without_secret_and_app_is_found_by_what_the_hub_says_of_its_account_and_number() throws Exception {
        var known = silent();
        ingress.config.ownUnder(known, appId);
        var unknown = silent();
        ingress.config.own(unknown);

        for (TestTenant tenant : List.of(known, unknown)) {
            // The first account in a body says whose signature counts.
            byte[] body = batch(known.wabaId, tenant.change(message("hub" + tenant.id, "x")));
            assertThat(post("/meta/webhook", body, appSecret)).isEqualTo(200);
        }

        assertThat(ingress.stored(known.id)).isEqualTo(1);
        assertThat(ingress.stored(unknown.id)).isZero();
        assertThat(ingress.quarantined("app_id", appId).getPhoneNumberId()).isEqualTo(unknown.phoneNumberId);
    }

    @Test
    void an_endpoints_own_secret_is_not_overruled_by_the_hubs_app_of_its_account() throws Exception {
        var tenant = new TestTenant();
        tenant.project(ingress.service(), ingress.project.url(), Map.of(), true);
        tenant.publish(ingress.service());
        ingress.config.ownUnder(tenant, appId);
        byte[] body = batch(tenant.wabaId, tenant.change(message("own", "x")));

        assertThat(post("/meta/webhook", body, appSecret)).isEqualTo(401);
        assertThat(post("/meta/webhook", body, tenant.appSecret)).isEqualTo(200);
        assertThat(ingress.stored(tenant.id)).isEqualTo(1);
    }

    /// With an endpoint that knows neither a secret nor its app.
    private TestTenant silent() {
        var tenant = new TestTenant();
        tenant.project(ingress.service(), ingress.project.url(), Map.of(), true);
        return tenant.publish(ingress.service(), null);
    }

    @Test
    void account_changes_go_to_the_owner_of_the_account() throws Exception {
        var tenant = tenant();
        byte[] body = batch(tenant.wabaId, "{\"field\":\"account_update\",\"value\":{\"event\":\"X\"}}");

        assertThat(post("/meta/webhook/" + appId, body, appSecret)).isEqualTo(200);

        await().atMost(IngressUnderTest.SOON).until(() -> ingress.gotBy(tenant).size() == 1);
        assertThat(ingress.events(tenant.id))
                .singleElement()
                .satisfies(event -> assertThat(event.getKindValue())
                        .isEqualTo(dev.waypost.proto.ingress.v1.EventKind.EVENT_KIND_ACCOUNT_VALUE));
    }

    @Test
    void an_unknown_number_is_200_once_in_quarantine_and_delivered_when_somebody_owns_it() throws Exception {
        var later = new TestTenant(appSecret).ofApp(appId);
        var known = tenant();
        byte[] body = batch(known.wabaId, known.change(message("k1", "known")), later.change(message("q1", "waited")));

        assertThat(post("/meta/webhook/" + appId, body, appSecret)).isEqualTo(200);
        assertThat(post("/meta/webhook/" + appId, body, appSecret)).isEqualTo(200);

        assertThat(ingress.stored(known.id)).isEqualTo(1);
        var held = ingress.quarantined("app_id", appId);
        assertThat(held.getPhoneNumberId()).isEqualTo(later.phoneNumberId);
        assertThat(held.getPayload().toByteArray()).isEqualTo(body);
        assertThat(EventServiceGrpc.newBlockingStub(ingress.service().admin())
                        .listEvents(
                                ListEventsRequest.newBuilder().setPageSize(1000).build())
                        .getEventsList())
                .anySatisfy(event -> assertThat(event.getEventId()).isEqualTo(held.getEventId()));
        var quarantine = QuarantineServiceGrpc.newBlockingStub(ingress.service().admin());
        assertThat(quarantine
                        .listQuarantine(ListQuarantineRequest.newBuilder()
                                .setPhoneNumberId(later.phoneNumberId)
                                .build())
                        .getEntriesList())
                .singleElement()
                .satisfies(entry -> assertThat(entry.getEventCount()).isEqualTo(1));

        later.project(ingress.service(), ingress.project.url(), Map.of(), true);
        later.publish(ingress.service());
        ingress.config.own(later);
        quarantine.replayQuarantine(ReplayQuarantineRequest.newBuilder()
                .setRequestId(Fixtures.id("req"))
                .setPhoneNumberId(later.phoneNumberId)
                .build());

        await().atMost(IngressUnderTest.SOON).until(() -> ingress.gotBy(later).size() == 1);
        assertThat(new String(ingress.gotBy(later).getFirst().body(), StandardCharsets.UTF_8))
                .contains("waited")
                .doesNotContain("known");
        await().atMost(IngressUnderTest.SOON).until(() -> ingress.held("app_id", appId) == 0);
        assertThat(ingress.stored(later.id)).isEqualTo(1);
    }

    @Test
    void the_handshake_finds_the_app_or_endpoint_by_its_token() throws Exception {
        String query = "?hub.mode=subscribe&hub.challenge=42&hub.verify_token=";

        var shared = ingress.get("/meta/webhook" + query + verifyToken);
        assertThat(shared.statusCode()).isEqualTo(200);
        assertThat(shared.body()).isEqualTo("42");
        assertThat(ingress.get("/meta/webhook/" + appId + query + verifyToken).statusCode())
                .isEqualTo(200);
        for (String path : List.of("/meta/webhook", "/meta/webhook/" + appId, "/meta/webhook/404")) {
            assertThat(ingress.get(path + query + "wrong").statusCode())
                    .as(path)
                    .isEqualTo(403);
            assertThat(ingress.get(path + query).statusCode()).as(path).isEqualTo(403);
        }
    }

    private TestTenant tenant() {
        var tenant = new TestTenant(appSecret).ofApp(appId);
        tenant.project(ingress.service(), ingress.project.url(), Map.of(), true);
        tenant.publish(ingress.service());
        ingress.config.own(tenant);
        return tenant;
    }

    private static String message(String id, String text) {
        return "\"messages\":[{\"from\":\"49151\",\"id\":\"" + id + "\",\"type\":\"text\",\"text\":{\"body\":\"" + text
                + "\"}}]";
    }

    private static byte[] batch(String waba, String... changes) {
        return ("{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"" + waba + "\",\"changes\":["
                        + String.join(",", changes) + "]}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static int post(String path, byte[] body, String secret) throws Exception {
        return ingress.post(path, body, Map.of("X-Hub-Signature-256", TestTenant.sign(body, secret)))
                .statusCode();
    }
}
