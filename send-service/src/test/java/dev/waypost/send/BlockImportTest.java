package dev.waypost.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.proto.send.v1.BlockListServiceGrpc;
import dev.waypost.proto.send.v1.ImportBlockedNumbersRequest;
import dev.waypost.proto.send.v1.ImportBlockedNumbersResponse;
import dev.waypost.proto.send.v1.ListBlockedNumbersRequest;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.tenant.KnownTenants;
import dev.waypost.testkit.Fixtures;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Long lists of numbers, over connections that break.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BlockImportTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private SendScene scene;
    private String tenant = "";

    @BeforeAll
    void start() {
        scene = new SendScene(Map.of());
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    @BeforeEach
    void fresh() {
        tenant = Fixtures.tenantId();
        KnownTenants.put(tenant, ProviderKind.META_CLOUD, scene.apiUrl(), scene.phoneNumberId);
    }

    @Test
    void a_list_is_taken_in_pieces_and_what_is_said_twice_counts_once() {
        List<String> numbers = numbers(2_500);
        var answers = new Answers();
        var stream = open(answers);

        stream.onNext(first("imp1", 0, numbers.subList(0, 1000)));
        stream.onNext(piece(1000, numbers.subList(1000, 2500)));
        stream.onNext(piece(
                2500, List.of(numbers.getFirst(), "00" + numbers.getFirst().substring(1), "no number")));
        stream.onCompleted();
        await().atMost(PATIENCE).until(() -> answers.completed);

        ImportBlockedNumbersResponse last = answers.got.getLast();
        assertThat(answers.got).hasSize(3);
        assertThat(last.getLines()).isEqualTo(2503);
        assertThat(last.getBlocked()).isEqualTo(2500);
        assertThat(last.getRepeated()).isEqualTo(2);
        assertThat(last.getInvalid()).isEqualTo(1);
        assertThat(last.getInvalidLinesList()).containsExactly(2502L);
        assertThat(listed()).isEqualTo(1000);
    }

    @Test
    void a_broken_import_goes_on_where_it_was() {
        List<String> numbers = numbers(300);
        var broken = new Answers();
        var stream = open(broken);
        stream.onNext(first("imp2", 0, numbers.subList(0, 100)));
        await().atMost(PATIENCE).until(() -> broken.got.size() == 1);
        stream.onError(Status.CANCELLED.asRuntimeException());

        var answers = new Answers();
        var again = open(answers);
        again.onNext(first("imp2", 0, List.of()));
        await().atMost(PATIENCE).until(() -> answers.got.size() == 1);
        assertThat(answers.got.getFirst().getLines()).isEqualTo(100);
        // Half of it was taken before.
        again.onNext(piece(50, numbers.subList(50, 300)));
        again.onCompleted();
        await().atMost(PATIENCE).until(() -> answers.completed);

        assertThat(answers.got.getLast().getLines()).isEqualTo(300);
        assertThat(answers.got.getLast().getBlocked()).isEqualTo(300);
        assertThat(answers.got.getLast().getRepeated()).isZero();
        assertThat(listed()).isEqualTo(300);
    }

    @Test
    void a_gap_is_refused_and_changes_nothing() {
        var answers = new Answers();
        var stream = open(answers);

        stream.onNext(first("imp3", 7, numbers(3)));
        await().atMost(PATIENCE).until(() -> answers.failure.get() != null);

        assertThat(answers.reason()).isEqualTo("FIELD_INVALID");
        assertThat(listed()).isZero();
    }

    @Test
    void a_first_request_without_tenant_or_id_is_refused() {
        var answers = new Answers();

        open(answers).onNext(piece(0, numbers(1)));

        await().atMost(PATIENCE).until(() -> answers.failure.get() != null);
        assertThat(answers.reason()).isEqualTo("FIELD_INVALID");
    }

    private StreamObserver<ImportBlockedNumbersRequest> open(Answers answers) {
        return BlockListServiceGrpc.newStub(scene.service.admin()).importBlockedNumbers(answers);
    }

    private int listed() {
        return BlockListServiceGrpc.newBlockingStub(scene.service.admin())
                .listBlockedNumbers(ListBlockedNumbersRequest.newBuilder()
                        .setTenantId(tenant)
                        .setPageSize(1000)
                        .build())
                .getBlockedNumbersCount();
    }

    private ImportBlockedNumbersRequest first(String requestId, long line, List<String> numbers) {
        return piece(line, numbers).toBuilder()
                .setTenantId(tenant)
                .setRequestId(requestId)
                .setCause("bounced")
                .build();
    }

    private static ImportBlockedNumbersRequest piece(long line, List<String> numbers) {
        return ImportBlockedNumbersRequest.newBuilder()
                .setFirstLine(line)
                .addAllNumbers(numbers)
                .build();
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "+49151" + (10_000_000 + i))
                .toList();
    }

    private static final class Answers implements StreamObserver<ImportBlockedNumbersResponse> {
        final List<ImportBlockedNumbersResponse> got = new CopyOnWriteArrayList<>();
        final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        volatile boolean completed;

        String reason() {
            return Stream.of(String.valueOf(failure.get()))
                    .map(text -> failure.get() instanceof StatusRuntimeException status
                            ? FaultStatus.of(status).reason().name()
                            : text)
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void onNext(ImportBlockedNumbersResponse response) {
            got.add(response);
        }

        @Override
        public void onError(Throwable thrown) {
            failure.set(thrown);
        }

        @Override
        public void onCompleted() {
            completed = true;
        }
    }
}
