package dev.waypost.send.erase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.util.Timestamps;
import dev.waypost.platform.db.Db;
import dev.waypost.proto.send.v1.BlockListServiceGrpc;
import dev.waypost.proto.send.v1.BlockNumbersRequest;
import dev.waypost.proto.send.v1.ContactServiceGrpc;
import dev.waypost.proto.send.v1.Contacted;
import dev.waypost.proto.send.v1.DeliveryStatus;
import dev.waypost.proto.send.v1.EraseUserRequest;
import dev.waypost.proto.send.v1.ErasureServiceGrpc;
import dev.waypost.proto.send.v1.ErasureState;
import dev.waypost.proto.send.v1.ListErasuresRequest;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.proto.send.v1.Receipt;
import dev.waypost.proto.send.v1.RecordContactsRequest;
import dev.waypost.proto.send.v1.RecordReceiptsRequest;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.SendScene;
import dev.waypost.send.tenant.KnownTenants;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.TableDump;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What is left of a user who is erased: nothing.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EraseUserTest {
    private static final String SECRET = "a text that only this user was sent ";
    private SendScene scene;
    private String tenant = "";
    private String phone = "";
    private String digits = "";

    @BeforeAll
    void start() {
        scene = new SendScene(Map.of("waypost.send.erasure.interval", "1h"));
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    @BeforeEach
    void fresh() {
        tenant = Fixtures.tenantId();
        phone = Fixtures.phone();
        digits = phone.substring(1);
        KnownTenants.put(tenant, ProviderKind.META_CLOUD, scene.apiUrl(), scene.phoneNumberId);
    }

    @Test
    void no_table_holds_number_or_text_any_more() {
        Message sent = scene.send(text(phone, SECRET + digits).putLabels("customer", digits));
        Message waiting = scene.send(text(phone, SECRET + digits)
                .setSendAt(Timestamps.fromSeconds(
                        Instant.now().plus(Duration.ofDays(2)).getEpochSecond())));
        Message stored = scene.awaitState(tenant, sent.getMessageId(), MessageState.MESSAGE_STATE_SENT);
        receipt("wamid." + digits, DeliveryStatus.DELIVERY_STATUS_READ);
        wrote(phone);
        Message other = scene.send(text(Fixtures.phone(), "of somebody else"));
        scene.awaitState(tenant, other.getMessageId(), MessageState.MESSAGE_STATE_SENT);
        assertThat(held(digits)).isNotEmpty();

        var erasure = erase(false, phone);

        assertThat(erasure.getState()).isEqualTo(ErasureState.ERASURE_STATE_DONE);
        assertThat(erasure.getErasedMessages()).isEqualTo(2);
        assertThat(erasure.getErasedEvents()).isEqualTo(2);
        assertThat(held(digits)).isEmpty();
        assertThat(held(SECRET)).isEmpty();
        assertThat(held(stored.getProviderMessageId()))
                .as("gateways' ids have the number in them")
                .isEmpty();
        assertThat(scene.get(tenant, sent.getMessageId()).getState()).isEqualTo(MessageState.MESSAGE_STATE_SENT);
        assertThat(scene.get(tenant, sent.getMessageId()).getTo()).isEmpty();
        assertThat(scene.get(tenant, sent.getMessageId()).getProviderMessageId())
                .isEmpty();
        assertThat(scene.get(tenant, waiting.getMessageId()).getState())
                .isEqualTo(MessageState.MESSAGE_STATE_CANCELLED);
        assertThat(scene.get(tenant, other.getMessageId()).getTo()).isNotEmpty();
    }

    @Test
    void a_late_receipt_brings_nothing_back() {
        Message sent = scene.send(text(phone, SECRET));
        Message stored = scene.awaitState(tenant, sent.getMessageId(), MessageState.MESSAGE_STATE_SENT);
        erase(false, phone);

        scene.receipts()
                .recordReceipts(RecordReceiptsRequest.newBuilder()
                        .addReceipts(receipt(stored.getProviderMessageId() + digits)
                                .setStatus(DeliveryStatus.DELIVERY_STATUS_DELIVERED)
                                .setMessageId(sent.getMessageId()))
                        .build());

        scene.awaitState(tenant, sent.getMessageId(), MessageState.MESSAGE_STATE_DELIVERED);
        assertThat(held(digits)).isEmpty();
    }

    @Test
    void names_that_only_ingress_knows_are_erased_as_well() {
        String scoped = "DE." + Fixtures.digits(20);
        KnownEvents.LINKED.put(scoped, List.of(digits));
        Message sent = scene.send(text(phone, SECRET));
        scene.awaitState(tenant, sent.getMessageId(), MessageState.MESSAGE_STATE_SENT);

        assertThat(erase(false, scoped).getErasedMessages()).isEqualTo(1);

        assertThat(held(digits)).isEmpty();
        assertThat(held(scoped)).isEmpty();
    }

    @Test
    void an_erasure_goes_on_when_ingress_is_back() {
        KnownEvents.AWAY.add(tenant);
        Message sent = scene.send(text(phone, SECRET));
        scene.awaitState(tenant, sent.getMessageId(), MessageState.MESSAGE_STATE_SENT);

        var running = erase(false, phone);
        assertThat(running.getState()).isEqualTo(ErasureState.ERASURE_STATE_RUNNING);
        assertThat(held(digits)).isEmpty();
        KnownEvents.AWAY.remove(tenant);
        scene.service
                .bean(Db.class)
                .run(sql -> sql.update("UPDATE erasure SET due_time = now() WHERE tenant_id = ?", tenant));
        scene.service.bean(ErasureWorker.class).runOnce();

        var listed = ErasureServiceGrpc.newBlockingStub(scene.service.admin())
                .listErasures(
                        ListErasuresRequest.newBuilder().setTenantId(tenant).build())
                .getErasuresList();
        assertThat(listed).hasSize(1);
        assertThat(listed.getFirst().getState()).isEqualTo(ErasureState.ERASURE_STATE_DONE);
        assertThat(listed.getFirst().getRequestedBy()).isNotEmpty();
        assertThat(listed.getFirst().getCause()).isEqualTo("ticket 7");
        assertThat(listed.getFirst().getErasedMessages()).isEqualTo(1);
    }

    @Test
    void a_block_stays_when_the_caller_says_so() {
        block(phone);

        erase(true, phone);

        assertThat(held(digits)).allMatch(row -> row.startsWith("blocked_number"));
        assertThatThrownBy(() -> scene.send(text(phone, "x"))).hasMessageContaining("block list");
    }

    @Test
    void a_block_goes_otherwise_and_every_process_hears_of_it() {
        block(phone);

        erase(false, phone);

        assertThat(held(digits)).isEmpty();
        await().atMost(Duration.ofSeconds(30))
                .ignoreException(StatusRuntimeException.class)
                .until(() -> scene.send(text(phone, "x")).getMessageId().startsWith("msg_"));
    }

    @Test
    void a_repeated_request_is_one_erasure() {
        var request = request(false, phone).build();
        var stub = ErasureServiceGrpc.newBlockingStub(scene.service.admin());

        var first = stub.eraseUser(request).getErasure();
        var again = stub.eraseUser(request).getErasure();

        assertThat(again.getErasureId()).isEqualTo(first.getErasureId());
    }

    @Test
    void what_is_at_a_provider_is_erased_by_a_later_pass() {
        scene.send(text(phone, SECRET)
                .setSendAt(Timestamps.fromSeconds(
                        Instant.now().plus(Duration.ofDays(2)).getEpochSecond())));
        run("UPDATE pending SET begun = true WHERE tenant_id = ?");

        assertThat(erase(false, phone).getState()).isEqualTo(ErasureState.ERASURE_STATE_RUNNING);
        assertThat(held(digits)).isNotEmpty();

        run("UPDATE pending SET begun = false WHERE tenant_id = ?");
        run("UPDATE erasure SET due_time = now() WHERE tenant_id = ?");
        scene.service.bean(ErasureWorker.class).runOnce();
        assertThat(held(digits)).isEmpty();
    }

    private void run(String statement) {
        scene.service.bean(Db.class).run(sql -> sql.update(statement, tenant));
    }

    private List<String> held(String text) {
        return TableDump.of(scene.service.bean(Db.class), "send").with(text);
    }

    private dev.waypost.proto.send.v1.Erasure erase(boolean keepBlock, String... users) {
        return ErasureServiceGrpc.newBlockingStub(scene.service.admin())
                .eraseUser(request(keepBlock, users).build())
                .getErasure();
    }

    private EraseUserRequest.Builder request(boolean keepBlock, String... users) {
        return EraseUserRequest.newBuilder()
                .setTenantId(tenant)
                .setRequestId(Fixtures.id("req"))
                .addAllUsers(List.of(users))
                .setCause("ticket 7")
                .setKeepBlock(keepBlock);
    }

    private SendRequest.Builder text(String to, String body) {
        return scene.text(to, body).setTenantId(tenant);
    }

    private void receipt(String providerMessageId, DeliveryStatus status) {
        scene.receipts()
                .recordReceipts(RecordReceiptsRequest.newBuilder()
                        .addReceipts(receipt(providerMessageId).setStatus(status))
                        .build());
    }

    private Receipt.Builder receipt(String providerMessageId) {
        return Receipt.newBuilder()
                .setTenantId(tenant)
                .setEndpointId("ep-" + tenant)
                .setProviderMessageId(providerMessageId)
                .setReceiveTime(Timestamps.now())
                .setEventId(Fixtures.id("evt"));
    }

    private void wrote(String user) {
        ContactServiceGrpc.newBlockingStub(scene.asService())
                .recordContacts(RecordContactsRequest.newBuilder()
                        .addContacts(Contacted.newBuilder()
                                .setTenantId(tenant)
                                .setEndpointId("ep-" + tenant)
                                .setUser(user)
                                .setLastTime(Timestamps.now()))
                        .build());
    }

    private void block(String number) {
        BlockListServiceGrpc.newBlockingStub(scene.service.admin())
                .blockNumbers(BlockNumbersRequest.newBuilder()
                        .setTenantId(tenant)
                        .setRequestId(Fixtures.id("req"))
                        .addNumbers(number)
                        .build());
    }
}
