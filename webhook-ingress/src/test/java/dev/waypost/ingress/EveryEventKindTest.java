package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.proto.ingress.v1.Event;
import dev.waypost.proto.ingress.v1.EventKind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Whatever Meta publishes, and what it has not published yet, reaches the tenant's project as it came.
@DisplayNameGeneration(ReplaceUnderscores.class)
class EveryEventKindTest {
    private static final List<String> FIELDS = List.of(
            "message_template_status_update",
            "message_template_quality_update",
            "message_template_components_update",
            "template_category_update",
            "phone_number_quality_update",
            "phone_number_name_update",
            "account_update",
            "account_review_update",
            "account_alerts",
            "account_settings_update",
            "business_capability_update",
            "security",
            "flows",
            "smb_message_echoes",
            "smb_app_state_sync",
            "history",
            "calls",
            "user_preferences",
            "user_id_update",
            "business_username_update",
            "group_lifecycle_update",
            "group_participants_update",
            "group_settings_update",
            "group_status_update",
            "partner_solutions",
            "payment_configuration_update",
            "automatic_events",
            "something_of_2031");

    private static final List<String> MESSAGES = List.of(
            "text",
            "image",
            "video",
            "document",
            "sticker",
            "audio",
            "location",
            "contacts",
            "interactive",
            "button",
            "reaction",
            "order",
            "system",
            "unsupported",
            "unknown",
            "edit",
            "revoke",
            "request_welcome",
            "hologram");

    private static final List<String> STATUSES =
            List.of("sent", "delivered", "read", "played", "failed", "deleted", "warning", "RINGING", "teleported");

    private static IngressUnderTest ingress;

    @BeforeAll
    static void start() {
        ingress = new IngressUnderTest();
    }

    @AfterAll
    static void stop() {
        ingress.close();
    }

    @Test
    void every_field_message_and_status_is_delivered_byte_for_byte() throws Exception {
        var tenant = ingress.tenantWithProject();
        List<byte[]> bodies = new ArrayList<>();
        for (String field : FIELDS) {
            bodies.add(body(tenant, "{\"field\":\"" + field + "\",\"value\":{\"about\":\"" + field + "\"}}"));
            bodies.add(body(
                    tenant,
                    "{\"value\":{\"metadata\":{\"phone_number_id\":\"" + tenant.phoneNumberId
                            + "\"},\"timestamp\":1750000000,\"nested\":[{\"a\":null}]},\"field\":\"" + field + "\"}"));
        }
        for (String type : MESSAGES) {
            bodies.add(body(
                    tenant,
                    tenant.change("\"messages\":[{\"from\":\"491\",\"id\":\"wamid." + type
                            + "\",\"timestamp\":\"1750000000\",\"type\":\"" + type + "\",\"" + type
                            + "\":{\"x\":1}}]")));
        }
        for (String status : STATUSES) {
            bodies.add(body(
                    tenant,
                    tenant.change("\"statuses\":[{\"id\":\"wamid.s\",\"status\":\"" + status
                            + "\",\"timestamp\":\"1750000000\",\"recipient_id\":\"491\"}]")));
        }
        // Shapes that nobody promised.
        for (String odd : List.of(
                "{\"field\":\"odd1\",\"value\":5}",
                "{\"field\":\"odd2\",\"value\":\"text\"}",
                "{\"field\":\"odd3\",\"value\":[1,{\"b\":2}]}",
                "{\"field\":\"odd4\",\"value\":null}",
                "{\"field\":\"odd5\"}",
                "{\"value\":{\"no\":\"field\"}}",
                "{\"field\":7,\"value\":{\"errors\":[{\"code\":1}]}}")) {
            bodies.add(body(tenant, odd));
        }

        for (byte[] body : bodies) {
            assertThat(ingress.signed(tenant, body)).as(text(body)).isEqualTo(200);
        }

        assertThat(ingress.held("tenant_id", tenant.id)).isZero();
        assertThat(ingress.stored(tenant.id)).isEqualTo(bodies.size());
        await().atMost(IngressUnderTest.SOON)
                .untilAsserted(() -> assertThat(ingress.gotBy(tenant)).hasSameSizeAs(bodies));
        assertThat(ingress.gotBy(tenant).stream().map(got -> text(got.body())))
                .containsExactlyInAnyOrderElementsOf(
                        bodies.stream().map(EveryEventKindTest::text).toList());
    }

    @Test
    void what_nobody_knows_yet_is_of_kind_raw_and_a_project_may_ask_for_that_alone() throws Exception {
        var tenant = new TestTenant().eventKinds("RAW");
        tenant.project(ingress.service(), ingress.project.url(), Map.of(), true);
        tenant.publish(ingress.service());

        assertThat(ingress.signed(tenant, body(tenant, "{\"field\":\"something_of_2031\",\"value\":{\"a\":1}}")))
                .isEqualTo(200);
        assertThat(ingress.signed(tenant, tenant.message("wamid.known", "491", "x", null)))
                .isEqualTo(200);

        await().atMost(IngressUnderTest.SOON).until(() -> ingress.gotBy(tenant).size() == 1);
        assertThat(text(ingress.gotBy(tenant).getFirst().body())).contains("something_of_2031");
        assertThat(ingress.events(tenant.id))
                .extracting(Event::getKind)
                .containsExactlyInAnyOrder(EventKind.EVENT_KIND_RAW, EventKind.EVENT_KIND_MESSAGE);
    }

    @Test
    void no_json_that_is_signed_is_refused_or_lost_however_wild_it_is() throws Exception {
        var tenant = ingress.tenantWithProject();
        List<byte[]> wild = Stream.of(
                        "[".repeat(100_000) + "]".repeat(100_000),
                        "{\"a\":".repeat(100_000),
                        "{\"entry\":[{\"id\":\"" + tenant.wabaId + "\",\"changes\":[{\"field\":\"f\",\"value\":"
                                + "[".repeat(5_000) + "]".repeat(5_000) + "}]}]}",
                        "{\"n\":" + "9".repeat(1_000_000) + "}",
                        "{\"entry\":NaN}",
                        "{\"entry\":[],\"entry\":[]}",
                        "{\"" + "k".repeat(100_000) + "\":1}",
                        "{\"a\":\"\\ud800\"}",
                        "{\"a\":\"\u0000\"}",
                        "null",
                        "\"text\"",
                        " ",
                        "\ufeff{}")
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
        var broken = new ByteArrayOutputStream();
        broken.writeBytes("{\"a\":\"".getBytes(StandardCharsets.UTF_8));
        broken.writeBytes(new byte[] {(byte) 0xff, (byte) 0xc0, (byte) 0x80});
        broken.writeBytes("\"}".getBytes(StandardCharsets.UTF_8));
        List<byte[]> all = new ArrayList<>(wild);
        all.add(broken.toByteArray());

        for (byte[] body : all) {
            long before = kept(tenant);
            assertThat(ingress.signed(tenant, body)).isEqualTo(200);
            assertThat(kept(tenant)).isGreaterThan(before);
        }
    }

    private static long kept(TestTenant tenant) {
        return ingress.stored(tenant.id) + ingress.held("tenant_id", tenant.id);
    }

    private static byte[] body(TestTenant tenant, String change) {
        return ("{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"" + tenant.wabaId + "\",\"changes\":["
                        + change + "]}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }
}
