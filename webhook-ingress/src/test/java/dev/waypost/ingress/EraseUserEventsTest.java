package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.auth.ServiceIdentity;
import dev.waypost.platform.db.Db;
import dev.waypost.proto.ingress.v1.EraseUserEventsRequest;
import dev.waypost.proto.ingress.v1.EraseUserEventsResponse;
import dev.waypost.proto.ingress.v1.UserEventServiceGrpc;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.TableDump;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/// What is left here of a user who is erased: nothing.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EraseUserEventsTest {
    private static IngressUnderTest ingress;
    private final String text = Fixtures.id("words that only this user wrote");
    private final String number = "49151" + Fixtures.digits(8);
    private final String neighbour = "49160" + Fixtures.digits(8);

    @BeforeAll
    static void start() {
        ingress = new IngressUnderTest();
    }

    @AfterAll
    static void stop() {
        ingress.close();
    }

    @Test
    void no_table_holds_number_text_or_id_any_more_and_neighbours_are_untouched() throws Exception {
        var tenant = ingress.tenantWithProject();
        String scoped = "DE." + Fixtures.digits(20);
        assertThat(ingress.signed(tenant, tenant.message("wamid." + number, number, text, null)))
                .isEqualTo(200);
        assertThat(ingress.signed(tenant, tenant.status("wamid.out" + number, number, "delivered", null)))
                .isEqualTo(200);
        assertThat(ingress.signed(tenant, shared(tenant))).isEqualTo(200);
        await().atMost(IngressUnderTest.SOON).until(() -> ingress.stored(tenant.id) == 4);
        ingress.service()
                .bean(Db.class)
                .run(sql -> sql.update(
                        "INSERT INTO user_alias (tenant_id, alias, user_key) VALUES (?, ?, ?)",
                        tenant.id,
                        scoped,
                        number));
        assertThat(held(number)).isNotEmpty();

        Set<String> users = new LinkedHashSet<>(List.of(scoped));
        long events = 0;
        String from = "";
        do {
            EraseUserEventsResponse part = erase(tenant.id, users, from);
            from = part.getNextPageToken();
            users.addAll(part.getUsersList());
            events += part.getErasedEvents();
        } while (!from.isEmpty());

        assertThat(users).contains(number, scoped);
        assertThat(events).isEqualTo(3);
        assertThat(held(number)).isEmpty();
        assertThat(held(scoped)).isEmpty();
        assertThat(held(text)).isEmpty();
        assertThat(held(neighbour)).isNotEmpty();
        assertThat(held("words of a neighbour " + neighbour)).isNotEmpty();
        // A repetition of what was erased is still known, and brings nothing back.
        assertThat(ingress.signed(tenant, tenant.message("wamid." + number, number, text, null)))
                .isEqualTo(200);
        assertThat(ingress.stored(tenant.id)).isEqualTo(4);
    }

    @Test
    void what_waits_to_be_delivered_is_not_delivered_any_more() throws Exception {
        var tenant = new TestTenant();
        tenant.project(ingress.service(), "http://127.0.0.1:1/nobody", Map.of(), true);
        tenant.publish(ingress.service());
        ingress.signed(tenant, tenant.message("wamid.w" + number, number, text, null));
        ingress.signed(tenant, tenant.message("wamid.v" + neighbour, neighbour, "x", null));
        await().atMost(IngressUnderTest.SOON)
                .untilAsserted(() -> assertThat(waiting(tenant)).isEqualTo(2));

        erase(tenant.id, Set.of(number), "");

        assertThat(waiting(tenant)).isEqualTo(1);
        assertThat(held(number)).isEmpty();
    }

    private static long waiting(TestTenant tenant) {
        return ingress.service()
                .bean(Db.class)
                .read(sql -> sql.one(
                        "SELECT (SELECT count(*) FROM delivery WHERE tenant_id = ?)"
                                + " + (SELECT count(*) FROM stopped WHERE tenant_id = ?) AS n",
                        row -> row.longValue("n"),
                        tenant.id,
                        tenant.id))
                .orElseThrow();
    }

    @Test
    void nothing_of_another_tenant_is_touched() throws Exception {
        var mine = ingress.tenantWithProject();
        var other = ingress.tenantWithProject();
        ingress.signed(mine, mine.message("wamid.a" + number, number, text + number, null));
        ingress.signed(other, other.message("wamid.b" + number, number, text + number, null));

        erase(mine.id, Set.of("+" + number), "");

        assertThat(held(number)).isNotEmpty().allMatch(row -> row.contains(other.id));
    }

    private byte[] shared(TestTenant tenant) {
        String change = tenant.change("\"contacts\":[{\"wa_id\":\"" + neighbour + "\"},{\"wa_id\":\"" + number
                + "\"}],\"messages\":[{\"from\":\"" + neighbour + "\",\"id\":\"wamid.n" + neighbour
                + "\",\"timestamp\":\"1750000000\",\"type\":\"text\",\"text\":{\"body\":\"words of a neighbour "
                + neighbour
                + "\"}},{\"from\":\"" + number + "\",\"id\":\"wamid.s" + number
                + "\",\"timestamp\":\"1750000000\",\"type\":\"text\",\"text\":{\"body\":\"" + text + "\"}}]");
        return ("{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"" + tenant.wabaId + "\",\"changes\":["
                        + change + "]}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static EraseUserEventsResponse erase(String tenantId, Set<String> users, String from) {
        var headers = new Metadata();
        headers.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + ingress.service().bean(ServiceIdentity.class).token());
        var channel = ClientInterceptors.intercept(
                ingress.service().anonymous(), MetadataUtils.newAttachHeadersInterceptor(headers));
        return UserEventServiceGrpc.newBlockingStub(channel)
                .eraseUserEvents(EraseUserEventsRequest.newBuilder()
                        .setTenantId(tenantId)
                        .setRequestId(Fixtures.id("req"))
                        .addAllUsers(users)
                        .setPageToken(from)
                        .build());
    }

    private static List<String> held(String text) {
        return TableDump.of(ingress.service().bean(Db.class), "ingress").with(text);
    }
}
