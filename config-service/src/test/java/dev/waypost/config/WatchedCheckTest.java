package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.CheckOutcome;
import dev.waypost.proto.config.v1.CheckStep;
import dev.waypost.proto.config.v1.CheckStepKind;
import dev.waypost.proto.config.v1.Provider;
import dev.waypost.proto.config.v1.SetEndpointRequest;
import dev.waypost.proto.config.v1.TestEndpointResponse;
import dev.waypost.proto.config.v1.WatchEndpointTestRequest;
import dev.waypost.proto.config.v1.WatchEndpointTestResponse;
import io.grpc.StatusRuntimeException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A check of an endpoint while somebody looks on.
class WatchedCheckTest {
    private static ConfigHarness config;

    @BeforeAll
    static void start() {
        config = new ConfigHarness();
    }

    @AfterAll
    static void stop() {
        config.close();
    }

    @Test
    void each_step_is_told_when_it_is_over_and_last_the_whole() throws Exception {
        String tenant = config.newTenant().getTenantId();
        var answered = new CountDownLatch(1);
        HttpServer slow = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        slow.createContext("/", exchange -> {
            await(answered);
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        slow.start();
        try {
            config.endpoints()
                    .setEndpoint(SetEndpointRequest.newBuilder()
                            .setForce(true)
                            .setTenantId(tenant)
                            .setRequestId(requestId())
                            .setEndpointId("main")
                            .setProvider(Provider.PROVIDER_WAHA)
                            .setApiUrl("http://127.0.0.1:" + slow.getAddress().getPort())
                            .setSession("s")
                            .setApiKey("stored-key-0123456789")
                            .build());

            Iterator<WatchEndpointTestResponse> told = watch(tenant);
            List<CheckStep> steps = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                steps.add(told.next().getStep());
            }
            // The provider holds its answer back until here.
            assertThat(steps)
                    .extracting(CheckStep::getKind)
                    .containsExactly(
                            CheckStepKind.CHECK_STEP_KIND_URL,
                            CheckStepKind.CHECK_STEP_KIND_DNS,
                            CheckStepKind.CHECK_STEP_KIND_TCP,
                            CheckStepKind.CHECK_STEP_KIND_TLS);
            answered.countDown();
            for (int i = 0; i < 3; i++) {
                steps.add(told.next().getStep());
            }
            assertThat(steps.get(4).getOutcome()).isEqualTo(CheckOutcome.CHECK_OUTCOME_FAILED);
            assertThat(steps.get(4).getDetail()).isNotEmpty().doesNotContain("stored-key");

            TestEndpointResponse found = told.next().getResult();
            assertThat(found.getPassed()).isFalse();
            assertThat(found.getEndpointId()).isEqualTo("main");
            assertThat(found.getStepsList()).isEqualTo(steps);
            assertThat(told.hasNext()).isFalse();
        } finally {
            answered.countDown();
            slow.stop(0);
        }
    }

    @Test
    void what_is_not_there_is_not_tested() {
        String tenant = config.newTenant().getTenantId();

        StatusRuntimeException refused = Assertions.catchThrowableOfType(
                StatusRuntimeException.class, () -> watch(tenant).hasNext());

        assertThat(FaultStatus.of(refused).reason()).isEqualTo(Reason.ENDPOINT_NOT_FOUND);
    }

    private static Iterator<WatchEndpointTestResponse> watch(String tenant) {
        return config.endpoints()
                .watchEndpointTest(WatchEndpointTestRequest.newBuilder()
                        .setTenantId(tenant)
                        .build());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
