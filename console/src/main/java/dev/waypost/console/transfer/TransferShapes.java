package dev.waypost.console.transfer;

import dev.waypost.console.json.Documented;
import dev.waypost.console.json.Shape;
import dev.waypost.proto.config.v1.BulkSwitchRequest;
import dev.waypost.proto.config.v1.CancelTransferRequest;
import dev.waypost.proto.config.v1.ExportTenantsRequest;
import dev.waypost.proto.config.v1.ImportTenantsRequest;
import dev.waypost.proto.config.v1.ListTransferItemsRequest;
import dev.waypost.proto.config.v1.ListTransfersRequest;
import dev.waypost.proto.config.v1.MigrateFromMultiEndpointRequest;
import dev.waypost.proto.config.v1.MoveTenantRequest;
import dev.waypost.proto.config.v1.ResumeTransferRequest;
import dev.waypost.proto.config.v1.TransferItem;
import dev.waypost.proto.operation.v1.Operation;
import jakarta.inject.Singleton;
import java.util.List;

/// What transfers look like in JSON.
@Singleton
final class TransferShapes implements Documented {
    static final Shape OPERATION = Shape.snakeCase(Operation.getDescriptor())
            .rename("operation_id", "id")
            .rename("tenants", "tenant_ids")
            .hide("chunk", "passphrase");

    /// An export is the one transfer whose passphrase comes in a body; imports have it in a header.
    static final Shape EXPORT = Shape.snakeCase(Operation.getDescriptor()).rename("operation_id", "id");

    static final Shape ITEM = Shape.snakeCase(TransferItem.getDescriptor());

    @Override
    public List<Schema> schemas() {
        return List.of(
                Schema.answered("Transfer", OPERATION, Operation.getDescriptor()),
                Schema.answered("TransferItem", ITEM, TransferItem.getDescriptor()),
                Schema.sent("TransferExport", EXPORT, ExportTenantsRequest.getDescriptor()),
                Schema.sent("TransferSwitch", OPERATION, BulkSwitchRequest.getDescriptor()),
                Schema.sent("TransferMove", OPERATION, MoveTenantRequest.getDescriptor()),
                Schema.asked("TransferList", OPERATION, ListTransfersRequest.getDescriptor()),
                Schema.asked("TransferItemList", ITEM, ListTransferItemsRequest.getDescriptor(), "operation_id"),
                Schema.asked("TransferImport", OPERATION, ImportTenantsRequest.getDescriptor()),
                Schema.asked("TransferMigration", OPERATION, MigrateFromMultiEndpointRequest.getDescriptor()),
                Schema.sent("TransferCancel", OPERATION, CancelTransferRequest.getDescriptor(), "operation_id"),
                Schema.sent("TransferResume", OPERATION, ResumeTransferRequest.getDescriptor(), "operation_id"));
    }
}
