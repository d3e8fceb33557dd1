package dev.waypost.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.auth.ServiceIdentity;
import dev.waypost.proto.send.v1.Content;
import dev.waypost.proto.send.v1.GetMessageRequest;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageServiceGrpc;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.proto.send.v1.ReceiptServiceGrpc;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.proto.send.v1.Text;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.tenant.KnownTenants;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.Map;

/// A running send-service in front of a simulator, and a tenant of its own for the test.
public final class SendScene implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    public final String tenant = Fixtures.tenantId();
    public final String phoneNumberId = Fixtures.phoneNumberId();
    public final ServiceUnderTest service;
    private final ControlledSimulator simulator = new ControlledSimulator();

    public SendScene(Map<String, Object> settings) {
        service = ServiceUnderTest.start("send", settings);
        account(phoneNumberId);
        KnownTenants.put(tenant, ProviderKind.META_CLOUD, apiUrl(), phoneNumberId);
    }

    /// A number at the simulator.
    public void account(String phoneNumberId) {
        simulator.number(phoneNumberId);
    }

    public String apiUrl() {
        return simulator.url("meta");
    }

    public void faults(String rules) {
        simulator.faults(rules);
    }

    public String ledger() {
        return control("GET", "ledger?phoneNumberId=" + phoneNumberId, "");
    }

    public int sentTo(String to) {
        return ledger().split("\"to\":\"" + to.substring(1) + "\"|\"to\":\"\\" + to + "\"", -1).length - 1;
    }

    public MessageServiceGrpc.MessageServiceBlockingStub messages() {
        return MessageServiceGrpc.newBlockingStub(service.admin());
    }

    public ReceiptServiceGrpc.ReceiptServiceBlockingStub receipts() {
        return ReceiptServiceGrpc.newBlockingStub(asService());
    }

    /// A channel that calls as another service of the suite.
    public Channel asService() {
        var headers = new Metadata();
        headers.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + service.bean(ServiceIdentity.class).token());
        return ClientInterceptors.intercept(service.anonymous(), MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    public SendRequest.Builder text(String to, String body) {
        return SendRequest.newBuilder()
                .setTenantId(tenant)
                .setRequestId(Fixtures.id("req"))
                .setTo(to)
                .setContent(Content.newBuilder().setText(Text.newBuilder().setBody(body)));
    }

    public Message send(SendRequest.Builder request) {
        return messages().send(request.build()).getMessage();
    }

    public Message get(String messageId) {
        return get(tenant, messageId);
    }

    public Message get(String tenantId, String messageId) {
        return messages()
                .getMessage(GetMessageRequest.newBuilder()
                        .setTenantId(tenantId)
                        .setMessageId(messageId)
                        .build())
                .getMessage();
    }

    public Message awaitState(String messageId, MessageState state) {
        return awaitState(tenant, messageId, state);
    }

    public Message awaitState(String tenantId, String messageId, MessageState state) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(get(tenantId, messageId).getState()).isEqualTo(state));
        return get(tenantId, messageId);
    }

    public String control(String method, String path, String body) {
        return simulator.control(method, path, body);
    }

    @Override
    public void close() {
        service.close();
        simulator.close();
    }
}
