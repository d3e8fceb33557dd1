package dev.waypost.console.gateway;

import dev.waypost.console.json.Documented;
import dev.waypost.console.json.Shape;
import dev.waypost.proto.config.v1.CreateGatewayRequest;
import dev.waypost.proto.config.v1.DeleteGatewayCodeRequest;
import dev.waypost.proto.config.v1.DeleteGatewayRequest;
import dev.waypost.proto.config.v1.Gateway;
import dev.waypost.proto.config.v1.GatewayCodeEntry;
import dev.waypost.proto.config.v1.GetGatewayRequest;
import dev.waypost.proto.config.v1.ListGatewayCodesRequest;
import dev.waypost.proto.config.v1.ListGatewaysRequest;
import dev.waypost.proto.config.v1.SetGatewayCodeRequest;
import dev.waypost.proto.config.v1.UpdateGatewayRequest;
import dev.waypost.proto.ingress.v1.GetUserLockRequest;
import dev.waypost.proto.ingress.v1.GetUserLockStatsRequest;
import dev.waypost.proto.ingress.v1.ListUserLocksRequest;
import dev.waypost.proto.ingress.v1.UnlockUserRequest;
import dev.waypost.proto.ingress.v1.UserLock;
import jakarta.inject.Singleton;
import java.util.List;

/// What gateways and their codes look like in JSON.
@Singleton
final class GatewayShapes implements Documented {
    static final Shape GATEWAY = Shape.snakeCase(Gateway.getDescriptor())
            .rename("gateway_id", "id")
            .rename("active", "is_active")
            .alias("gateway_id", "id");

    static final Shape LOCK = Shape.snakeCase(UserLock.getDescriptor());

    static final Shape CODE = Shape.snakeCase(GatewayCodeEntry.getDescriptor());

    @Override
    public List<Schema> schemas() {
        return List.of(
                Schema.answered("Gateway", GATEWAY, Gateway.getDescriptor()),
                Schema.sent("GatewayCreate", GATEWAY, CreateGatewayRequest.getDescriptor()),
                Schema.sent("GatewayPatch", GATEWAY, UpdateGatewayRequest.getDescriptor(), "gateway_id"),
                Schema.answered("GatewayCode", CODE, GatewayCodeEntry.getDescriptor()),
                Schema.sent("GatewayCodePut", CODE, SetGatewayCodeRequest.getDescriptor(), "gateway_id", "code"),
                Schema.asked("GatewayList", GATEWAY, ListGatewaysRequest.getDescriptor()),
                Schema.asked("GatewayGet", GATEWAY, GetGatewayRequest.getDescriptor(), "gateway_id"),
                Schema.asked("GatewayDelete", GATEWAY, DeleteGatewayRequest.getDescriptor(), "gateway_id"),
                Schema.asked("GatewayCodeList", CODE, ListGatewayCodesRequest.getDescriptor(), "gateway_id"),
                Schema.answered("UserLock", LOCK, UserLock.getDescriptor()),
                Schema.asked("UserLockList", LOCK, ListUserLocksRequest.getDescriptor()),
                Schema.asked("UserLockGet", LOCK, GetUserLockRequest.getDescriptor(), "user"),
                Schema.asked("UserLockStats", LOCK, GetUserLockStatsRequest.getDescriptor()),
                Schema.asked("UserLockDelete", LOCK, UnlockUserRequest.getDescriptor(), "user"),
                Schema.asked(
                        "GatewayCodeDelete", CODE, DeleteGatewayCodeRequest.getDescriptor(), "gateway_id", "code"));
    }
}
