package dev.waypost.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import dev.waypost.proto.send.v1.DeliveryStatus;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.proto.send.v1.Receipt;
import dev.waypost.proto.send.v1.RecordReceiptsRequest;
import dev.waypost.testkit.CollectedSpan;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.OtlpCollector;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SendTraceTest {

    @Test
    void dispatch_and_receipt_continue_the_trace_of_the_send() {
        try (var collector = OtlpCollector.start();
                var scene = new SendScene(Map.of(
                        "waypost.telemetry.otlp-endpoint",
                        collector.endpoint(),
                        "waypost.telemetry.sample-ratio",
                        "1.0"))) {
            Message queued = scene.send(scene.text(Fixtures.phone(), "traced"));
            Message sent = scene.awaitState(queued.getMessageId(), MessageState.MESSAGE_STATE_SENT);
            scene.receipts()
                    .recordReceipts(RecordReceiptsRequest.newBuilder()
                            .addReceipts(Receipt.newBuilder()
                                    .setTenantId(scene.tenant)
                                    .setEndpointId("ep")
                                    .setProviderMessageId(sent.getProviderMessageId())
                                    .setStatus(DeliveryStatus.DELIVERY_STATUS_READ)
                                    .setReceiveTime(Timestamp.newBuilder()
                                            .setSeconds(Instant.now().getEpochSecond())))
                            .build());

            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                String tree = collector.tree(sent.getTraceId());
                assertThat(collector.trace(sent.getTraceId()))
                        .as(tree)
                        .extracting(CollectedSpan::name)
                        .contains("message.dispatch", "POST", "receipt.apply");
            });
            CollectedSpan call = collector.trace(sent.getTraceId()).stream()
                    .filter(span -> span.name().equals("POST"))
                    .findFirst()
                    .orElseThrow();
            assertThat(collector.ancestors(call))
                    .extracting(CollectedSpan::name)
                    .startsWith("message.dispatch");
        }
    }
}
