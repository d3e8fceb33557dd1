package dev.waypost.send.block;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.send.v1.ImportBlockedNumbersRequest;
import dev.waypost.proto.send.v1.ImportBlockedNumbersResponse;
import dev.waypost.send.number.NumberPolicy;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One stream of an import. A piece is read when the one before is durable, so a fast sender fills no memory.
final class BlockImportApi implements StreamObserver<ImportBlockedNumbersRequest> {
    private static final int MOST_SHOWN = 100;

    private final BlockImportStore store;
    private final Function<String, String> countryCodes;
    private final Consumer<String> changed;
    private final String by;
    private final StreamObserver<ImportBlockedNumbersResponse> observer;
    private @Nullable Begun begun;
    private boolean over;

    private record Begun(String tenantId, String requestId, String countryCode) {}

    /// @param countryCodes of a tenant; fails for one that does not exist
    /// @param changed told of a tenant whose list changed
    BlockImportApi(
            BlockImportStore store,
            Function<String, String> countryCodes,
            Consumer<String> changed,
            String by,
            StreamObserver<ImportBlockedNumbersResponse> observer) {
        this.store = store;
        this.countryCodes = countryCodes;
        this.changed = changed;
        this.by = by;
        this.observer = observer;
    }

    @Override
    public void onNext(ImportBlockedNumbersRequest request) {
        if (over) {
            return;
        }
        try {
            Begun started = begun == null ? begin(request) : begun;
            begun = started;
            checkPlace(request, started);
            observer.onNext(take(request, started));
        } catch (RuntimeException e) {
            over = true;
            throw e;
        }
    }

    private Begun begin(ImportBlockedNumbersRequest request) {
        Fault wrong = Fault.of(Reason.FIELD_INVALID);
        if (request.getTenantId().isEmpty()) {
            wrong = wrong.violation("tenant_id", "value: none (expected: a tenant, in the first request)");
        }
        if (request.getRequestId().isEmpty()) {
            wrong = wrong.violation("request_id", "value: none (expected: an id, in the first request)");
        }
        if (wrong.hasViolations()) {
            throw wrong;
        }
        var started =
                new Begun(request.getTenantId(), request.getRequestId(), countryCodes.apply(request.getTenantId()));
        store.open(started.tenantId(), started.requestId(), request.getCause());
        return started;
    }

    private static void checkPlace(ImportBlockedNumbersRequest request, Begun started) {
        if (!request.getTenantId().isEmpty() && !request.getTenantId().equals(started.tenantId())) {
            throw Fault.of(Reason.FIELD_INVALID)
                    .violation("tenant_id", "value: another one (expected: that of the first request, or none)");
        }
    }

    private ImportBlockedNumbersResponse take(ImportBlockedNumbersRequest request, Begun started) {
        List<Long> invalid = new ArrayList<>();
        BlockImportStore.Progress after = store.take(
                started.tenantId(), started.requestId(), by, lines -> piece(request, started, lines, invalid));
        if (request.getNumbersCount() > 0) {
            changed.accept(started.tenantId());
        }
        return ImportBlockedNumbersResponse.newBuilder()
                .setLines(after.lines())
                .setBlocked(after.blocked())
                .setRepeated(after.repeated())
                .setInvalid(after.invalid())
                .addAllInvalidLines(invalid)
                .build();
    }

    private static BlockImportStore.Piece piece(
            ImportBlockedNumbersRequest request, Begun started, long lines, List<Long> invalid) {
        long first = request.getFirstLine();
        if (first > lines && request.getNumbersCount() > 0) {
            throw Fault.of(Reason.FIELD_INVALID)
                    .violation(
                            "first_line",
                            "value: " + first + " (expected: at most " + lines + ", the first that was not taken)");
        }
        int from = (int) Math.min(request.getNumbersCount(), Math.max(0, lines - first));
        Map<String, BlockStore.Number> numbers = new LinkedHashMap<>();
        int readable = 0;
        for (int at = from; at < request.getNumbersCount(); at++) {
            switch (NumberPolicy.decide(request.getNumbers(at), started.countryCode())) {
                case NumberPolicy.Verdict.Recipient recipient -> {
                    readable++;
                    numbers.putIfAbsent(recipient.user(), new BlockStore.Number(recipient.user(), recipient.to()));
                }
                case NumberPolicy.Verdict.Invalid _ -> {
                    if (invalid.size() < MOST_SHOWN) {
                        invalid.add(first + at);
                    }
                }
            }
        }
        return new BlockImportStore.Piece(List.copyOf(numbers.values()), request.getNumbersCount() - from, readable);
    }

    @Override
    public void onError(Throwable gone) {
        over = true;
    }

    @Override
    public void onCompleted() {
        if (!over) {
            over = true;
            observer.onCompleted();
        }
    }
}
