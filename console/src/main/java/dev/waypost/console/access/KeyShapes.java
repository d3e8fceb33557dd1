package dev.waypost.console.access;

import dev.waypost.console.json.Documented;
import dev.waypost.console.json.Shape;
import dev.waypost.proto.config.v1.ApiKey;
import dev.waypost.proto.config.v1.CreateApiKeyRequest;
import dev.waypost.proto.config.v1.ListApiKeysRequest;
import dev.waypost.proto.config.v1.RevokeApiKeyRequest;
import jakarta.inject.Singleton;
import java.util.List;

/// What API keys look like in JSON.
@Singleton
final class KeyShapes implements Documented {
    static final Shape KEY = Shape.snakeCase(ApiKey.getDescriptor())
            .rename("key_id", "id")
            .lower("role")
            .alias("key_id", "id");

    @Override
    public List<Schema> schemas() {
        return List.of(
                Schema.answered("ApiKey", KEY, ApiKey.getDescriptor()),
                Schema.sent("ApiKeyCreate", KEY, CreateApiKeyRequest.getDescriptor()),
                Schema.asked("ApiKeyList", KEY, ListApiKeysRequest.getDescriptor()),
                Schema.asked("ApiKeyRevoke", KEY, RevokeApiKeyRequest.getDescriptor(), "key_id"));
    }
}
