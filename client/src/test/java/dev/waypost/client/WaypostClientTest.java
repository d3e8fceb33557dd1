package dev.waypost.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import dev.waypost.proto.send.v1.Content;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.proto.send.v1.Text;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the client adds to a call, seen from a server on a real port.
class WaypostClientTest {

    private static final SendRequest HELLO = SendRequest.newBuilder()
            .setTenantId("t-1")
            .setTo("+4915112345678")
            .setContent(Content.newBuilder().setText(Text.newBuilder().setBody("hello")))
            .build();

    private FakeMessages server;
    private WaypostClient client;

    @BeforeEach
    void start() throws IOException {
        server = new FakeMessages();
        client = client(server.target());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void a_call_carries_the_key_and_the_default_deadline() {
        assertThat(client.send(HELLO).getMessageId()).isEqualTo("msg_1");

        FakeMessages.Call call = server.calls().getFirst();
        assertThat(call.header("authorization")).isEqualTo("Bearer wp_secret");
        assertThat(call.millisLeft()).isPositive().isLessThanOrEqualTo(8_000);
    }

    @Test
    void the_stub_has_the_default_deadline_unless_it_brings_its_own() {
        client.messages().send(HELLO);
        client.messages().withDeadlineAfter(Duration.ofMinutes(1)).send(HELLO);

        assertThat(server.calls().get(0).millisLeft()).isPositive().isLessThanOrEqualTo(8_000);
        assertThat(server.calls().get(1).millisLeft()).isBetween(10_000L, 60_000L);
    }

    @Test
    void an_unavailable_service_is_tried_again_with_the_same_request_id() {
        server.failNext(Status.UNAVAILABLE.asRuntimeException());
        server.failNext(Status.UNAVAILABLE.asRuntimeException());

        String requestId = client.send(HELLO).getRequestId();

        assertThat(requestId).isNotEmpty();
        assertThat(server.calls())
                .extracting(call -> call.request().getRequestId())
                .containsExactly(requestId, requestId, requestId);
    }

    @Test
    void a_call_cut_by_a_server_that_stops_is_tried_again_with_the_same_request_id() {
        server.failNext(Status.CANCELLED.asRuntimeException());

        String requestId = client.send(HELLO).getRequestId();

        assertThat(server.calls())
                .extracting(call -> call.request().getRequestId())
                .containsExactly(requestId, requestId);
    }

    @Test
    void a_rate_limit_is_waited_out_as_long_as_told_with_the_same_request_id() {
        server.failNext(exhausted(Duration.ofMillis(300)));

        long start = System.nanoTime();
        String requestId = client.send(HELLO).getRequestId();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertThat(server.calls())
                .extracting(call -> call.request().getRequestId())
                .containsExactly(requestId, requestId);
    }

    @Test
    void a_rate_limit_that_outlasts_the_deadline_is_answered_at_once() {
        server.failNext(exhausted(Duration.ofMinutes(5)));

        assertThatThrownBy(() -> client.send(HELLO))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
        assertThat(server.calls()).hasSize(1);
    }

    @Test
    void exhausted_without_a_time_to_wait_is_not_tried_again() {
        server.failNext(Status.RESOURCE_EXHAUSTED.asRuntimeException());

        assertThatThrownBy(() -> client.send(HELLO)).isInstanceOf(StatusRuntimeException.class);
        assertThat(server.calls()).hasSize(1);
    }

    @Test
    void a_refusal_is_not_tried_again() {
        server.failNext(Status.INVALID_ARGUMENT.asRuntimeException());

        assertThatThrownBy(() -> client.send(HELLO)).isInstanceOf(StatusRuntimeException.class);
        assertThat(server.calls()).hasSize(1);
    }

    @Test
    void the_request_id_of_the_caller_is_kept() {
        client.send(HELLO.toBuilder().setRequestId("order-17").build());

        assertThat(server.calls().getFirst().request().getRequestId()).isEqualTo("order-17");
    }

    @Test
    void the_trace_of_the_caller_goes_along() {
        SpanContext span = SpanContext.create(
                "4bf92f3577b34da6a3ce929d0e0e4736",
                "00f067aa0ba902b7",
                TraceFlags.getSampled(),
                TraceState.getDefault());
        try (Scope scope = Span.wrap(span).makeCurrent()) {
            assertThat(scope).isNotNull();
            client.send(HELLO);
        }
        client.send(HELLO);

        assertThat(server.calls().get(0).header("traceparent"))
                .isEqualTo("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        assertThat(server.calls().get(1).header("traceparent")).isEmpty();
    }

    @Test
    void calls_go_to_every_address_and_round_one_that_is_gone() throws IOException {
        try (FakeMessages other = new FakeMessages();
                WaypostClient both = client(server.target() + ", " + other.target())) {
            // The second connection opens in its own time; until then the first takes every call.
            long end = System.nanoTime() + 20_000_000_000L;
            while ((server.calls().isEmpty() || other.calls().isEmpty()) && System.nanoTime() < end) {
                both.send(HELLO);
            }
            assertThat(server.calls()).isNotEmpty();
            assertThat(other.calls()).isNotEmpty();

            server.close();

            assertThat(both.send(HELLO).getMessageId()).isEqualTo("msg_1");
        }
    }

    @Test
    void an_address_may_be_ipv6() {
        try (WaypostClient six = client("[::1]:1," + server.target())) {
            assertThat(six.send(HELLO).getMessageId()).isEqualTo("msg_1");
        }
    }

    @Test
    void the_client_works_without_opentelemetry() throws Exception {
        List<URL> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.contains("opentelemetry")) {
                classPath.add(Path.of(entry).toUri().toURL());
            }
        }
        try (URLClassLoader bare =
                new URLClassLoader(classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Object untraced = bare.loadClass(SendOnce.class.getName())
                    .getMethod("to", String.class)
                    .invoke(null, server.target());

            assertThat(untraced).isEqualTo("msg_1");
            assertThat(server.calls().getFirst().header("traceparent")).isEmpty();
            assertThatThrownBy(() -> bare.loadClass(Span.class.getName())).isInstanceOf(ClassNotFoundException.class);
        }
    }

    @Test
    void a_target_or_key_that_cannot_work_is_refused_when_building() {
        assertThatThrownBy(() -> WaypostClient.builder().target("send:9102,send"))
                .hasMessage("target: 'send' (expected: host:port[,host:port])");
        assertThatThrownBy(() -> WaypostClient.builder().target("send:9102").build())
                .hasMessageStartingWith("apiKey: missing");
        assertThatThrownBy(() -> WaypostClient.builder().apiKey("k").build()).hasMessageStartingWith("target: missing");
    }

    /// Loaded again by a class loader that has no OpenTelemetry.
    public static final class SendOnce {

        private SendOnce() {}

        public static String to(String target) {
            try (WaypostClient client =
                    WaypostClient.builder().target(target).apiKey("k").build()) {
                return client.send(SendRequest.newBuilder().setTenantId("t-1").build())
                        .getMessageId();
            }
        }
    }

    private static WaypostClient client(String target) {
        return WaypostClient.builder()
                .target(target)
                .apiKey("wp_secret")
                .deadline(Duration.ofSeconds(8))
                .build();
    }

    private static StatusRuntimeException exhausted(Duration wait) {
        return StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(Code.RESOURCE_EXHAUSTED_VALUE)
                .addDetails(Any.pack(RetryInfo.newBuilder()
                        .setRetryDelay(com.google.protobuf.Duration.newBuilder()
                                .setSeconds(wait.toSeconds())
                                .setNanos(wait.toNanosPart()))
                        .build()))
                .build());
    }
}
