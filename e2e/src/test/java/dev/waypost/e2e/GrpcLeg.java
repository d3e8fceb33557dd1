package dev.waypost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.client.WaypostClient;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.config.v1.EndpointServiceGrpc;
import dev.waypost.proto.config.v1.Provider;
import dev.waypost.proto.config.v1.SetEndpointRequest;
import dev.waypost.proto.config.v1.TenantServiceGrpc;
import dev.waypost.proto.send.v1.Content;
import dev.waypost.proto.send.v1.GetMessageRequest;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.proto.send.v1.Text;
import dev.waypost.testkit.Fixtures;
import java.time.Duration;
import org.awaitility.Awaitility;

/// The same way round for a caller on the JVM: tenant, endpoint and message over gRPC, with the client library.
record GrpcLeg(Installation waypost, Caller caller) {
    void play() {
        String tenant = Fixtures.tenantId();
        String number = Fixtures.phoneNumberId();
        String token = "token-" + Fixtures.secret();
        String appSecret = "app-" + Fixtures.secret();
        try (var config = client(9101);
                var send = client(9102)) {
            assertThat(TenantServiceGrpc.newBlockingStub(config.channel())
                            .createTenant(CreateTenantRequest.newBuilder()
                                    .setTenantId(tenant)
                                    .setRequestId(Fixtures.id("req"))
                                    .build())
                            .getTenant()
                            .getTenantId())
                    .isEqualTo(tenant);
            assertThat(EndpointServiceGrpc.newBlockingStub(config.channel())
                            .setEndpoint(SetEndpointRequest.newBuilder()
                                    .setForce(true)
                                    .setTenantId(tenant)
                                    .setRequestId(Fixtures.id("req"))
                                    .setEndpointId("main")
                                    .setProvider(Provider.PROVIDER_META_CLOUD)
                                    .setApiUrl(waypost.simulator() + "/meta")
                                    .setPhoneNumberId(number)
                                    .setWabaId("777" + number)
                                    .setApiKey(token)
                                    .setAppSecret(appSecret)
                                    .setActive(true)
                                    .build())
                            .getEndpoint()
                            .getActive())
                    .isTrue();
            var registered = caller.post(waypost.simulator() + "/control/accounts", """
                    {"provider": "META", "phoneNumberId": "%s", "wabaId": "777%s", "accessToken": "%s", "appSecret": "%s",
                     "webhookUrl": "%s/api/whatsapp/webhook/%s/main"}
                    """.formatted(
                            number, number, token, appSecret, waypost.webhooks(), tenant));
            assertThat(registered.status()).isEqualTo(201);

            Message queued = send.send(SendRequest.newBuilder()
                    .setTenantId(tenant)
                    .setTo(Fixtures.phone())
                    .setContent(Content.newBuilder().setText(Text.newBuilder().setBody("Hello over gRPC")))
                    .build());

            Awaitility.await("READ over gRPC")
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(send.messages()
                                    .getMessage(GetMessageRequest.newBuilder()
                                            .setTenantId(tenant)
                                            .setMessageId(queued.getMessageId())
                                            .build())
                                    .getMessage()
                                    .getState())
                            .isEqualTo(MessageState.MESSAGE_STATE_READ));
        }
    }

    private WaypostClient client(int port) {
        return WaypostClient.builder()
                .target("127.0.0.1:" + waypost.port(port))
                .apiKey(Installation.ADMIN_KEY)
                .build();
    }
}
