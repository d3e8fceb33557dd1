package dev.waypost.config.masterkey;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.waypost.platform.crypto.Vault;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Seals what one row holds under the newest master key; everything else in it stays as it is.
@Singleton
final class Reseal {
    private static final JsonMapper JSON = new JsonMapper();

    private final Vault vault;

    Reseal(Vault vault) {
        this.vault = vault;
    }

    /// @param values how many of the row's values were sealed again
    record Done(String value, int values) {}

    /// @throws dev.waypost.platform.crypto.SealBroken when a value does not open
    Done of(SealedColumn column, SealedRow row) {
        var values = new ArrayList<String>();
        if (column.form() != SealedColumn.Form.DOCUMENT) {
            return new Done(again(column, row, row.value(), List.of(), values), values.size());
        }
        try {
            JsonNode document = walk(column, row, JSON.readTree(row.value()), new ArrayList<>(), values);
            return new Done(JSON.writeValueAsString(document), values.size());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored document cannot be read");
        }
    }

    private JsonNode walk(SealedColumn column, SealedRow row, JsonNode node, List<String> path, List<String> values) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                path.add(member.getKey());
                member.setValue(walk(column, row, member.getValue(), path, values));
                path.removeLast();
            }
            return object;
        }
        return node.isTextual() && node.asText().startsWith(Vault.MARK)
                ? TextNode.valueOf(again(column, row, node.asText(), path, values))
                : node;
    }

    private String again(SealedColumn column, SealedRow row, String sealed, List<String> path, List<String> values) {
        if (Vault.keyOf(sealed).equals(vault.primaryKey())) {
            return sealed;
        }
        SealedColumn.Bound bound = column.binding().of(row.key(), path);
        values.add(bound.field());
        return vault.reseal(sealed, bound.owner(), bound.field());
    }
}
