package dev.waypost.config.masterkey;

import dev.waypost.configclient.SealedFields;
import java.util.List;

/// A column that holds sealed values, as a JSON document or as the one value.
///
/// Every column that seals anything is here; a test looks through the whole schema for others.
///
/// @param keys the columns of the primary key, all of them texts
/// @param document whether it is JSON
/// @param binding what a value at a place in the document is bound to
record SealedColumn(String table, List<String> keys, String column, boolean document, Binding binding) {
    static final String CANARY_OWNER = "config:";
    static final String CANARY_FIELD = "canary";

    /// Owner and field of a sealed value.
    record Bound(String owner, String field) {}

    /// Says what a value is bound to, from its row's key and the names that lead to it.
    interface Binding {
        Bound of(List<String> key, List<String> path);
    }

    static final List<SealedColumn> ALL = List.of(
            new SealedColumn(
                    "endpoint",
                    List.of("tenant_id", "endpoint_id"),
                    "secrets",
                    true,
                    (key, path) -> new Bound(key.get(0), SealedFields.endpoint(key.get(1), path.getFirst()))),
            new SealedColumn(
                    "app",
                    List.of("app_id"),
                    "app_secret",
                    true,
                    (key, path) -> new Bound(SealedFields.HUB, SealedFields.app(key.getFirst(), "appSecret"))),
            new SealedColumn(
                    "app",
                    List.of("app_id"),
                    "verify_token",
                    true,
                    (key, path) -> new Bound(SealedFields.HUB, SealedFields.app(key.getFirst(), "verifyToken"))),
            new SealedColumn(
                    "project",
                    List.of("project_id"),
                    "signing_secret",
                    true,
                    (key, path) -> new Bound(SealedFields.HUB, SealedFields.projectSecret(key.getFirst()))),
            new SealedColumn(
                    "project",
                    List.of("project_id"),
                    "headers",
                    true,
                    (key, path) ->
                            new Bound(SealedFields.HUB, SealedFields.projectHeader(key.getFirst(), path.getFirst()))),
            new SealedColumn(
                    "canary",
                    List.of("sealed"),
                    "sealed",
                    false,
                    (key, path) -> new Bound(CANARY_OWNER, CANARY_FIELD)));
}
