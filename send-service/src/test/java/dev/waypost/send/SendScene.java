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
import dev.waypost.simulator.Simulator;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/// A running send-service in front of a simulator, and a tenant of its own for the test.
public final class SendScene implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    public final String tenant = Fixtures.tenantId();
    public final String phoneNumberId = Fixtures.phoneNumberId();
    public final ServiceUnderTest service;
    private final Simulator simulator;
    private final HttpClient http = HttpClient.newHttpClient();

    public SendScene(Map<String, Object> settings) {
        try {
            simulator = Simulator.start(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        service = ServiceUnderTest.start("send", settings);
        account(phoneNumberId);
        KnownTenants.put(tenant, ProviderKind.META_CLOUD, apiUrl(), phoneNumberId);
    }

    /// A number at the simulator.
    public void account(String phoneNumberId) {
        control("POST", "accounts", """
                {"provider":"META","phoneNumberId":"%s","wabaId":"waba","accessToken":"token","appSecret":"s"}""".formatted(phoneNumberId));
    }

    public String apiUrl() {
        return "http://127.0.0.1:" + simulator.port() + "/meta";
    }

    public void faults(String rules) {
        control("PUT", "faults", "{\"rules\":[" + rules + "]}");
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
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + simulator.port() + "/control/" + path))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        service.close();
        simulator.close();
        http.close();
    }
}
