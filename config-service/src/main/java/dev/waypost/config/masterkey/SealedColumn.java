package dev.waypost.config.masterkey;

import dev.waypost.configclient.SealedFields;
import java.util.List;

/// A column that holds sealed values, as a JSON document or as the one value.
///
/// Every column that seals anything is here; a test looks through the whole schema for others.
///
/// @param keys the columns of the primary key
/// @param binding what a value at a place in the document is bound to
record SealedColumn(String table, List<Key> keys, String column, Form form, Binding binding) {
    static final String CANARY_OWNER = "config:";
    static final String CANARY_FIELD = "canary";
    static final String TRANSFER_OWNER = "config:transfer";

    private static final String TEXT = "text";

    /// Owner and field of a sealed value.
    record Bound(String owner, String field) {}

    /// A column of a primary key, with its type.
    record Key(String name, String type) {}

    /// Says what a value is bound to, from its row's key and the names that lead to it.
    interface Binding {
        Bound of(List<String> key, List<String> path);
    }

    /// How a column holds what is sealed, and how that is read and written as text.
    enum Form {
        DOCUMENT("%s::text", "?::jsonb"),
        VALUE("%s", "?"),
        BYTES("convert_from(%s, 'LATIN1')", "convert_to(?, 'LATIN1')");

        private final String reading;
        private final String writing;

        Form(String reading, String writing) {
            this.reading = reading;
            this.writing = writing;
        }

        String read(String column) {
            return reading.formatted(column);
        }

        String write() {
            return writing;
        }

        /// As much of it as says under which keys it is sealed.
        String marks(String column) {
            return this == DOCUMENT ? read(column) : "left(" + read(column) + ", 15)";
        }
    }

    static final List<SealedColumn> ALL = List.of(
            new SealedColumn(
                    "endpoint",
                    List.of(new Key("tenant_id", TEXT), new Key("endpoint_id", TEXT)),
                    "secrets",
                    Form.DOCUMENT,
                    (key, path) -> new Bound(key.get(0), SealedFields.endpoint(key.get(1), path.getFirst()))),
            hub("app", "app_id", "app_secret", (key, path) -> SealedFields.app(key, "appSecret")),
            hub("app", "app_id", "verify_token", (key, path) -> SealedFields.app(key, "verifyToken")),
            hub("project", "project_id", "signing_secret", (key, path) -> SealedFields.projectSecret(key)),
            hub("project", "project_id", "headers", (key, path) -> SealedFields.projectHeader(key, path.getFirst())),
            new SealedColumn(
                    "transfer",
                    List.of(new Key("operation_id", TEXT)),
                    "sealed",
                    Form.VALUE,
                    (key, path) -> new Bound(TRANSFER_OWNER, key.getFirst() + "/secret")),
            new SealedColumn(
                    "transfer_chunk",
                    List.of(new Key("operation_id", TEXT), new Key("seq", "bigint")),
                    "bytes",
                    Form.BYTES,
                    (key, path) -> new Bound(TRANSFER_OWNER, key.get(0) + "/" + key.get(1))),
            new SealedColumn(
                    "transfer_row",
                    List.of(new Key("operation_id", TEXT), new Key("position", "bigint")),
                    "sealed",
                    Form.VALUE,
                    (key, path) -> new Bound(TRANSFER_OWNER, key.get(0) + "/row/" + key.get(1))),
            new SealedColumn(
                    "canary",
                    List.of(new Key("sealed", TEXT)),
                    "sealed",
                    Form.VALUE,
                    (key, path) -> new Bound(CANARY_OWNER, CANARY_FIELD)));

    private interface HubField {
        String of(String key, List<String> path);
    }

    private static SealedColumn hub(String table, String key, String column, HubField field) {
        return new SealedColumn(
                table,
                List.of(new Key(key, TEXT)),
                column,
                Form.DOCUMENT,
                (keys, path) -> new Bound(SealedFields.HUB, field.of(keys.getFirst(), path)));
    }
}
