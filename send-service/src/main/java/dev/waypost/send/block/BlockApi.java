package dev.waypost.send.block;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.proto.send.v1.BlockListServiceGrpc;
import dev.waypost.proto.send.v1.BlockNumbersRequest;
import dev.waypost.proto.send.v1.BlockNumbersResponse;
import dev.waypost.proto.send.v1.BlockedNumber;
import dev.waypost.proto.send.v1.ImportBlockedNumbersRequest;
import dev.waypost.proto.send.v1.ImportBlockedNumbersResponse;
import dev.waypost.proto.send.v1.ListBlockedNumbersRequest;
import dev.waypost.proto.send.v1.ListBlockedNumbersResponse;
import dev.waypost.proto.send.v1.UnblockNumbersRequest;
import dev.waypost.proto.send.v1.UnblockNumbersResponse;
import dev.waypost.send.number.NumberPolicy;
import dev.waypost.send.request.RequestStore;
import dev.waypost.send.tenant.Tenants;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The contract's block list calls.
@Singleton
class BlockApi extends BlockListServiceGrpc.BlockListServiceImplBase {
    private static final int DEFAULT_PAGE = 50;

    private final BlockStore store;
    private final BlockImportStore imports;
    private final Blocks blocks;
    private final RequestStore requests;
    private final Tenants tenants;

    BlockApi(BlockStore store, BlockImportStore imports, Blocks blocks, RequestStore requests, Tenants tenants) {
        this.store = store;
        this.imports = imports;
        this.blocks = blocks;
        this.requests = requests;
        this.tenants = tenants;
    }

    @Override
    public StreamObserver<ImportBlockedNumbersRequest> importBlockedNumbers(
            StreamObserver<ImportBlockedNumbersResponse> observer) {
        return new BlockImportApi(
                imports,
                tenantId -> tenants.get(tenantId).rules().countryCode(),
                blocks::changed,
                Caller.current().id(),
                observer);
    }

    private record Read(List<BlockStore.Number> numbers, List<String> invalid) {}

    @Override
    public void blockNumbers(BlockNumbersRequest request, StreamObserver<BlockNumbersResponse> observer) {
        Read read = read(request.getTenantId(), request.getNumbersList());
        byte[] answer = requests.once(
                new RequestStore.Asked(
                        request.getTenantId(), request.getRequestId(), "BlockNumbers", request.toByteArray()),
                sql -> BlockNumbersResponse.newBuilder()
                        .setBlocked(BlockStore.block(
                                sql,
                                request.getTenantId(),
                                read.numbers,
                                request.getCause().isEmpty() ? null : request.getCause(),
                                Caller.current().id()))
                        .addAllInvalidNumbers(read.invalid)
                        .build()
                        .toByteArray());
        blocks.changed(request.getTenantId());
        tell("numbers.blocked", request.getTenantId(), read.numbers.size());
        try {
            Replies.reply(observer, BlockNumbersResponse.parseFrom(answer));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a kept answer that cannot be read", e);
        }
    }

    @Override
    public void unblockNumbers(UnblockNumbersRequest request, StreamObserver<UnblockNumbersResponse> observer) {
        Read read = read(request.getTenantId(), request.getNumbersList());
        byte[] answer = requests.once(
                new RequestStore.Asked(
                        request.getTenantId(), request.getRequestId(), "UnblockNumbers", request.toByteArray()),
                sql -> UnblockNumbersResponse.newBuilder()
                        .setUnblocked(BlockStore.unblock(sql, request.getTenantId(), read.numbers))
                        .build()
                        .toByteArray());
        blocks.changed(request.getTenantId());
        tell("numbers.unblocked", request.getTenantId(), read.numbers.size());
        try {
            Replies.reply(observer, UnblockNumbersResponse.parseFrom(answer));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a kept answer that cannot be read", e);
        }
    }

    @Override
    public void listBlockedNumbers(
            ListBlockedNumbersRequest request, StreamObserver<ListBlockedNumbersResponse> observer) {
        int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
        String after = BlockPage.after(request.getPageToken(), request.getTenantId(), request.getPrefix());
        List<BlockStore.Blocked> page = store.page(request.getTenantId(), request.getPrefix(), after, size + 1);
        var response = ListBlockedNumbersResponse.newBuilder();
        page.stream().limit(size).map(BlockApi::wire).forEach(response::addBlockedNumbers);
        if (page.size() > size) {
            response.setNextPageToken(
                    BlockPage.token(page.get(size - 1).number(), request.getTenantId(), request.getPrefix()));
        }
        Replies.reply(observer, response.build());
    }

    /// One row per user, however often and in whatever ways the number is written.
    private Read read(String tenantId, List<String> texts) {
        String countryCode = tenants.get(tenantId).rules().countryCode();
        Map<String, BlockStore.Number> numbers = new LinkedHashMap<>();
        List<String> invalid = new ArrayList<>();
        for (String text : texts) {
            switch (NumberPolicy.decide(text, countryCode)) {
                case NumberPolicy.Verdict.Recipient recipient ->
                    numbers.putIfAbsent(recipient.user(), new BlockStore.Number(recipient.user(), recipient.to()));
                case NumberPolicy.Verdict.Invalid _ -> invalid.add(text);
            }
        }
        if (numbers.isEmpty()) {
            Fault fault = Fault.of(Reason.FIELD_INVALID);
            throw fault.violation(
                    "numbers", "value: nothing that is a number (expected: E.164, such as +491701234567)");
        }
        return new Read(List.copyOf(numbers.values()), invalid);
    }

    private static void tell(String what, String tenantId, int count) {
        WideEvent.of(what).with("tenant_id", tenantId).with("numbers", count).emit();
    }

    private static BlockedNumber wire(BlockStore.Blocked blocked) {
        Instant time = blocked.createTime();
        var wire = BlockedNumber.newBuilder()
                .setNumber(blocked.number())
                .setBlockedBy(blocked.blockedBy())
                .setCreateTime(
                        Timestamp.newBuilder().setSeconds(time.getEpochSecond()).setNanos(time.getNano()));
        if (blocked.cause() != null) {
            wire.setCause(blocked.cause());
        }
        return wire.build();
    }
}
