package dev.waypost.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.util.Timestamps;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.send.v1.Content;
import dev.waypost.proto.send.v1.DeliveryStatus;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.proto.send.v1.Poll;
import dev.waypost.proto.send.v1.ReadMark;
import dev.waypost.proto.send.v1.Receipt;
import dev.waypost.proto.send.v1.RecordReceiptsRequest;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.tenant.KnownTenants;
import dev.waypost.testkit.Fixtures;
import io.grpc.StatusRuntimeException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Messages through a self-hosted gateway, which has no callback data: its ids are all there is.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayFlowTest {
    private final String tenant = Fixtures.tenantId();
    private SendScene scene;

    @BeforeAll
    void start() {
        scene = new SendScene(Map.of());
        scene.control("POST", "accounts", "{\"provider\":\"WAHA\",\"session\":\"default\",\"accessToken\":\"token\"}");
        KnownTenants.put(tenant, ProviderKind.WAHA, scene.apiUrl().replace("/meta", "/waha"), "none");
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    @Test
    void an_open_outcome_is_settled_by_the_id_that_we_chose() {
        String to = Fixtures.phone();
        scene.faults("{\"match\":{\"to\":\"%s\"},\"reset\":true,\"afterAccept\":true}".formatted(to));

        Message unknown = awaited(scene.text(to, "maybe"), MessageState.MESSAGE_STATE_UNKNOWN);
        assertThat(unknown.getProviderMessageId()).startsWith("3EB0");
        assertThat(scene.control("GET", "ledger?to=" + to.substring(1), "")).contains(unknown.getProviderMessageId());
        scene.receipts()
                .recordReceipts(RecordReceiptsRequest.newBuilder()
                        .addReceipts(Receipt.newBuilder()
                                .setTenantId(tenant)
                                .setEndpointId(unknown.getEndpointId())
                                .setProviderMessageId(unknown.getProviderMessageId())
                                .setStatus(DeliveryStatus.DELIVERY_STATUS_DELIVERED)
                                .setReceiveTime(Timestamps.now())
                                .setEventId(Fixtures.id("evt")))
                        .build());

        scene.awaitState(tenant, unknown.getMessageId(), MessageState.MESSAGE_STATE_DELIVERED);
    }

    @Test
    void what_this_provider_carries_is_sent_and_a_signal_has_no_id() {
        Message poll = awaited(
                scene.text(Fixtures.phone(), "x")
                        .setContent(Content.newBuilder()
                                .setPoll(Poll.newBuilder()
                                        .setQuestion("Which?")
                                        .addOptions("a")
                                        .addOptions("b"))),
                MessageState.MESSAGE_STATE_SENT);
        Message mark = awaited(
                scene.text(Fixtures.phone(), "x")
                        .setContent(Content.newBuilder()
                                .setReadMark(ReadMark.newBuilder().setMessageId("false_49151@c.us_3EB0AA01"))),
                MessageState.MESSAGE_STATE_SENT);

        assertThat(poll.getProviderMessageId()).startsWith("3EB0");
        assertThat(mark.getProviderMessageId()).isEmpty();
    }

    @Test
    void nothing_is_accepted_for_a_log_in_that_ended_until_it_is_back() {
        String idle = Fixtures.tenantId();
        KnownTenants.put(idle, ProviderKind.WAHA, scene.apiUrl().replace("/meta", "/waha"), "none");
        Db db = scene.service.bean(Db.class);
        db.tx(sql -> sql.update(
                "INSERT INTO session (tenant_id, endpoint_id, wish, state) VALUES (?, ?, 'LOGOUT', 'LOGGED_OUT')",
                idle,
                "ep-" + idle));
        SendRequest request =
                scene.text(Fixtures.phone(), "x").setTenantId(idle).build();

        Fault refused = FaultStatus.of(catchThrowableOfType(
                StatusRuntimeException.class, () -> scene.messages().send(request)));
        assertThat(refused.reason()).isEqualTo(Reason.SESSION_NOT_CONNECTED);
        assertThat(refused.text()).isEqualTo("No active session for company");

        db.tx(sql -> sql.update("UPDATE session SET state = 'RECONNECTING' WHERE tenant_id = ?", idle));
        assertThat(scene.messages().send(request).getMessage().getState()).isEqualTo(MessageState.MESSAGE_STATE_QUEUED);
    }

    private Message awaited(SendRequest.Builder request, MessageState state) {
        return scene.awaitState(tenant, scene.send(request.setTenantId(tenant)).getMessageId(), state);
    }
}
