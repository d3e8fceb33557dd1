package dev.waypost.config.transfer;

import com.google.protobuf.ByteString;
import dev.waypost.config.change.Names;
import dev.waypost.config.transfer.ImportSpec.OnConflict;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.BulkSwitchRequest;
import dev.waypost.proto.config.v1.ImportConflict;
import dev.waypost.proto.config.v1.MigrateFromMultiEndpointRequest;
import dev.waypost.proto.config.v1.TransferItem;
import dev.waypost.proto.config.v1.TransferOutcome;
import dev.waypost.proto.error.v1.ErrorReason;
import dev.waypost.proto.operation.v1.ItemFailure;
import dev.waypost.proto.operation.v1.Operation;
import dev.waypost.proto.operation.v1.OperationState;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Operations and their items between the wire and the domain.
final class TransferWireApi {
    private static final int DEFAULT_RATE = 10;
    private static final Pattern AUTHORITY =
            Pattern.compile("([A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

    private TransferWireApi() {}

    static Operation write(Transfer t, List<Item> failures) {
        var wire = Operation.newBuilder()
                .setOperationId(t.operationId())
                .setTenantId(Names.orEmpty(t.tenantId()))
                .setKind(t.kind().word())
                .setState(OperationState.valueOf("OPERATION_STATE_" + t.state()))
                .setDoneItems(t.doneItems())
                .setFailedItems(t.failedItems())
                .setTotalItems(t.totalItems())
                .setFailureReason(reason(t.failureReason()))
                .setFailureDetail(Names.orEmpty(t.failureDetail()))
                .setStartedBy(t.startedBy())
                .setDryRun(t.isDryRun())
                .setCreateTime(Names.time(t.created()))
                .setUpdateTime(Names.time(t.updated()));
        if (t.ended() != null) {
            wire.setEndTime(Names.time(t.ended()));
        }
        failures.forEach(item -> wire.addFailures(ItemFailure.newBuilder()
                .setItemId(item.tenantId().isEmpty() ? Long.toString(item.position()) : item.tenantId())
                .setReason(reason(item.reason()))
                .setDetail(item.detail())));
        return wire.build();
    }

    static TransferItem write(Item item) {
        return TransferItem.newBuilder()
                .setPosition(item.position())
                .setTenantId(item.tenantId())
                .setOutcome(TransferOutcome.valueOf("TRANSFER_OUTCOME_" + item.outcome()))
                .setReason(reason(item.reason()))
                .setDetail(item.detail())
                .build();
    }

    /// Empty for all.
    static String outcome(TransferOutcome asked) {
        return asked.getNumber() <= 0 ? "" : asked.name().substring("TRANSFER_OUTCOME_".length());
    }

    static OnConflict read(ImportConflict asked) {
        return switch (asked) {
            case IMPORT_CONFLICT_REPLACE -> OnConflict.REPLACE;
            case IMPORT_CONFLICT_FAIL -> OnConflict.FAIL;
            case IMPORT_CONFLICT_SKIP, IMPORT_CONFLICT_UNSPECIFIED, UNRECOGNIZED -> OnConflict.SKIP;
        };
    }

    static BulkSwitchSpec read(BulkSwitchRequest request) {
        Fault violations = Fault.of(Reason.FIELD_INVALID);
        if (request.getSelectionCase() == BulkSwitchRequest.SelectionCase.SELECTION_NOT_SET) {
            violations.violation("selection", "value: none (expected: tenants or server)");
        }
        authority(violations, "server", request.getServer());
        authority(violations, "to_server", request.getToServer());
        Names.raise(violations);
        return new BulkSwitchSpec(
                List.copyOf(request.getTenants().getTenantIdsList()),
                request.getServer(),
                request.getToServer(),
                request.getMaxPerSecond() == 0 ? DEFAULT_RATE : request.getMaxPerSecond(),
                request.getCause(),
                request.getDryRun());
    }

    static MigrateSpec read(MigrateFromMultiEndpointRequest request) {
        MigrateSpec.Format format = switch (request.getFormat()) {
            case ROW_FORMAT_CSV -> MigrateSpec.Format.CSV;
            case ROW_FORMAT_JSON -> MigrateSpec.Format.JSON;
            case ROW_FORMAT_UNSPECIFIED, UNRECOGNIZED -> MigrateSpec.Format.TOLD_BY_CONTENT;
        };
        return new MigrateSpec(format, read(request.getOnConflict()), request.getDryRun());
    }

    private static void authority(Fault violations, String field, String text) {
        if (!text.isEmpty() && !AUTHORITY.matcher(text).matches()) {
            violations.violation(
                    field, "value: " + text.replaceAll("[^\\x20-\\x7e]", "?") + " (expected: a host, or host:port)");
        }
    }

    static ByteString bytes(byte[] bytes) {
        return ByteString.copyFrom(bytes);
    }

    private static ErrorReason reason(@Nullable Reason reason) {
        return reason == null ? ErrorReason.ERROR_REASON_UNSPECIFIED : reason(reason.name());
    }

    private static ErrorReason reason(@Nullable String reason) {
        return reason == null ? ErrorReason.ERROR_REASON_UNSPECIFIED : ErrorReason.valueOf("ERROR_REASON_" + reason);
    }
}
