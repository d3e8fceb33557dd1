package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.fault;
import static dev.waypost.config.ConfigHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.config.v1.CreateTenantResponse;
import dev.waypost.proto.config.v1.SuspendTenantRequest;
import dev.waypost.testkit.Fixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RequestIdsTest {
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
    void the_same_request_many_times_at_once_is_done_once_and_answered_alike() throws Exception {
        CreateTenantRequest request = request(Fixtures.tenantId(), requestId());
        var go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<CreateTenantResponse>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                answers.add(threads.submit(() -> {
                    go.await();
                    return config.tenants().createTenant(request);
                }));
            }
            go.countDown();

            CreateTenantResponse first = answers.getFirst().get();
            for (Future<CreateTenantResponse> answer : answers) {
                assertThat(answer.get()).isEqualTo(first);
            }
        }
    }

    @Test
    void of_two_bodies_with_one_id_at_once_one_is_done() throws Exception {
        String tenant = Fixtures.tenantId();
        String requestId = requestId();
        var go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                CreateTenantRequest request = request(tenant, requestId).toBuilder()
                        .setName("name " + i)
                        .build();
                answers.add(threads.submit(() -> {
                    go.await();
                    try {
                        return config.tenants()
                                .createTenant(request)
                                .getTenant()
                                .getTenantId();
                    } catch (io.grpc.StatusRuntimeException e) {
                        return dev.waypost.platform.fault.FaultStatus.of(e)
                                .reason()
                                .name();
                    }
                }));
            }
            go.countDown();

            var said = new ArrayList<String>();
            for (Future<String> answer : answers) {
                said.add(answer.get());
            }
            assertThat(said).filteredOn(tenant::equals).hasSize(1);
            assertThat(said).filteredOn(Reason.REQUEST_ID_REUSED.name()::equals).hasSize(7);
        }
    }

    @Test
    void another_process_answers_a_repeated_request_as_the_first_did() {
        CreateTenantRequest request = request(Fixtures.tenantId(), requestId());
        CreateTenantResponse first = config.tenants().createTenant(request);
        config.tenants()
                .suspendTenant(SuspendTenantRequest.newBuilder()
                        .setTenantId(request.getTenantId())
                        .setRequestId(requestId())
                        .build());

        // As after a crash between the commit and the answer: nothing but what was committed is known.
        try (var other = new ConfigHarness()) {
            assertThat(other.tenants().createTenant(request)).isEqualTo(first);
        }
    }

    @Test
    void a_reused_id_is_named() {
        CreateTenantRequest request = request(Fixtures.tenantId(), requestId());
        config.tenants().createTenant(request);

        Fault reused = fault(() -> config.tenants()
                .createTenant(request.toBuilder().setName("other").build()));

        assertThat(reused.reason()).isEqualTo(Reason.REQUEST_ID_REUSED);
        assertThat(reused.metadata()).containsEntry("request_id", request.getRequestId());
    }

    private static CreateTenantRequest request(String tenant, String requestId) {
        return CreateTenantRequest.newBuilder()
                .setTenantId(tenant)
                .setRequestId(requestId)
                .build();
    }
}
