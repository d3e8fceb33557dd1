package dev.waypost.console.privacy;

import dev.waypost.console.json.Documented;
import dev.waypost.console.json.Shape;
import dev.waypost.proto.send.v1.BlockNumbersRequest;
import dev.waypost.proto.send.v1.BlockNumbersResponse;
import dev.waypost.proto.send.v1.BlockedNumber;
import dev.waypost.proto.send.v1.EraseUserRequest;
import dev.waypost.proto.send.v1.Erasure;
import dev.waypost.proto.send.v1.ImportBlockedNumbersRequest;
import dev.waypost.proto.send.v1.ImportBlockedNumbersResponse;
import dev.waypost.proto.send.v1.ListBlockedNumbersRequest;
import dev.waypost.proto.send.v1.ListErasuresRequest;
import dev.waypost.proto.send.v1.UnblockNumbersRequest;
import dev.waypost.proto.send.v1.UnblockNumbersResponse;
import jakarta.inject.Singleton;
import java.util.List;

/// What block lists and erasures look like in JSON.
@Singleton
final class PrivacyShapes implements Documented {
    static final Shape ERASURE = Shape.camelCase(Erasure.getDescriptor())
            .rename("create_time", "created_at")
            .rename("end_time", "ended_at")
            .alias("companyId", "tenantId");

    static final Shape BLOCKED = Shape.camelCase(BlockedNumber.getDescriptor())
            .rename("create_time", "created_at")
            .hide("first_line")
            .alias("companyId", "tenantId");

    /// The numbers of an import are the body's lines.
    static final Shape IMPORTED = Shape.camelCase(ImportBlockedNumbersResponse.getDescriptor())
            .hide("first_line", "numbers")
            .alias("companyId", "tenantId");

    @Override
    public List<Schema> schemas() {
        return List.of(
                Schema.answered("Erasure", ERASURE, Erasure.getDescriptor()),
                Schema.sent("EraseUser", ERASURE, EraseUserRequest.getDescriptor()),
                Schema.asked("ErasureList", ERASURE, ListErasuresRequest.getDescriptor()),
                Schema.answered("BlockedNumber", BLOCKED, BlockedNumber.getDescriptor()),
                Schema.asked("BlockedNumberList", BLOCKED, ListBlockedNumbersRequest.getDescriptor()),
                Schema.sent("BlockNumbers", BLOCKED, BlockNumbersRequest.getDescriptor()),
                Schema.answered("NumbersBlocked", BLOCKED, BlockNumbersResponse.getDescriptor()),
                Schema.sent("UnblockNumbers", BLOCKED, UnblockNumbersRequest.getDescriptor()),
                Schema.answered("NumbersUnblocked", BLOCKED, UnblockNumbersResponse.getDescriptor()),
                Schema.asked("BlockImport", IMPORTED, ImportBlockedNumbersRequest.getDescriptor()),
                Schema.answered("BlockImported", IMPORTED, ImportBlockedNumbersResponse.getDescriptor()));
    }
}
