package dev.waypost.config.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.configclient.SealedFields;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes the secrets of an object from under the master key to under a file's passphrase, and back.
///
/// In a file a secret is `{"locked": …, "version": …}`, where the row has it sealed.
@Singleton
final class FileSecrets {
    private static final String LOCKED = "locked";
    private static final String SEALED = "sealed";
    private static final String VERSION = "version";
    private static final int SHORTEST_WITH_HINT = 16;

    private final Vault vault;

    FileSecrets(Vault vault) {
        this.vault = vault;
    }

    /// Where in an object a secret stands, and what it is bound to at rest.
    ///
    /// @param owning the row that the secret belongs to
    private record Place(ObjectNode owning, ObjectNode holder, String name, String owner, String field) {}

    /// For the file: without a passphrase the secrets are left out.
    void lock(ObjectKind kind, ObjectNode object, @Nullable Passphrase passphrase) {
        for (Place place : places(kind, object)) {
            JsonNode held = place.holder().get(place.name());
            String sealed =
                    held.isTextual() ? held.textValue() : held.path(SEALED).asText("");
            place.holder().remove(place.name());
            if (passphrase != null && !sealed.isEmpty()) {
                String plaintext = vault.open(sealed, place.owner(), place.field());
                place.holder()
                        .putObject(place.name())
                        .put(LOCKED, passphrase.seal(plaintext, boundTo(place)))
                        .put(VERSION, held.path(VERSION).asInt(1));
            }
        }
    }

    /// For the rows: sealed under the master key.
    ///
    /// @throws Fault FIELD_INVALID when a secret does not open
    void unlock(ObjectKind kind, ObjectNode object, @Nullable Passphrase passphrase) {
        for (Place place : places(kind, object)) {
            JsonNode held = place.holder().get(place.name());
            String locked = held.path(LOCKED).asText("");
            if (passphrase == null || locked.isEmpty()) {
                throw refused(place, "a secret as an export writes it, and its passphrase");
            }
            String plaintext = passphrase
                    .open(locked, boundTo(place))
                    .orElseThrow(() -> refused(place, "a secret that was locked for this very object and field"));
            place.holder().remove(place.name());
            put(place, plaintext, Math.max(1, held.path(VERSION).asInt(1)));
        }
    }

    private void put(Place place, String plaintext, int version) {
        String sealed = vault.seal(plaintext, place.owner(), place.field());
        if (place.field().contains("/header/")) {
            place.holder().put(place.name(), sealed);
            return;
        }
        String hint = plaintext.length() < SHORTEST_WITH_HINT ? "" : plaintext.substring(plaintext.length() - 4);
        place.holder()
                .putObject(place.name())
                .put(SEALED, sealed)
                .put(VERSION, version)
                .put("hint", hint);
        if (place.field().endsWith("/verifyToken")) {
            place.owning().put("verify_token_hash", "\\x" + hex(sha256(plaintext)));
        }
    }

    private static List<Place> places(ObjectKind kind, ObjectNode object) {
        var places = new ArrayList<Place>();
        switch (kind) {
            case TENANT -> {
                String tenantId = object.path("tenant_id").asText();
                for (JsonNode node : object.path("endpoints")) {
                    if (node.get("secrets") instanceof ObjectNode secrets) {
                        String endpointId = node.path("endpoint_id").asText();
                        secrets.fieldNames()
                                .forEachRemaining(secret -> places.add(new Place(
                                        (ObjectNode) node,
                                        secrets,
                                        secret,
                                        tenantId,
                                        SealedFields.endpoint(endpointId, secret))));
                    }
                }
            }
            case APP -> {
                String appId = object.path("app_id").asText();
                add(places, object, "verify_token", SealedFields.app(appId, "verifyToken"));
                add(places, object, "app_secret", SealedFields.app(appId, "appSecret"));
            }
            case PROJECT -> {
                String projectId = object.path("project_id").asText();
                add(places, object, "signing_secret", SealedFields.projectSecret(projectId));
                if (object.get("headers") instanceof ObjectNode headers) {
                    headers.fieldNames()
                            .forEachRemaining(header -> places.add(new Place(
                                    object,
                                    headers,
                                    header,
                                    SealedFields.HUB,
                                    SealedFields.projectHeader(projectId, header))));
                }
            }
            case BUSINESS_ACCOUNT, PHONE_NUMBER, MAPPING, GATEWAY, GATEWAY_CODE -> {}
        }
        return places;
    }

    private static void add(List<Place> places, ObjectNode object, String column, String field) {
        if (object.hasNonNull(column)) {
            places.add(new Place(object, object, column, SealedFields.HUB, field));
        }
    }

    private static String boundTo(Place place) {
        return place.owner() + "/" + place.field();
    }

    private static Fault refused(Place place, String expected) {
        return Fault.of(Reason.FIELD_INVALID)
                .violation(place.field(), "value: one that does not open (expected: " + expected + ")");
    }

    static byte[] sha256(String text) {
        return Upload.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
