package dev.waypost.config.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.config.change.Changeset;
import dev.waypost.config.endpoint.EndpointMoves;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Stores many objects of one kind within a change: each decided by itself, all written together.
@Singleton
final class Importer {
    private final ImportStore store;
    private final ImportReferences references;

    Importer(ImportStore store, ImportReferences references) {
        this.store = store;
        this.references = references;
    }

    /// @return what became of each line
    List<Item> store(Changeset change, ObjectKind kind, List<ImportLine> lines, ImportSpec spec, ImportRun run)
            throws SQLException {
        var items = new ArrayList<Item>();
        var create = new ArrayList<ImportLine>();
        var replace = new ArrayList<ImportLine>();
        List<ImportLine> sound = references.check(change.sql(), kind, lines, run, items);
        Set<String> existing = existing(change, kind, sound);
        for (ImportLine line : sound) {
            if (!existing.contains(line.key())) {
                create.add(line);
            } else {
                switch (spec.onConflict()) {
                    case SKIP -> items.add(Item.skipped(line.number(), line.tenantId(), "exists: " + name(line)));
                    case FAIL -> items.add(Item.failed(line.number(), line.tenantId(), exists(line)));
                    case REPLACE -> replace.add(line);
                }
            }
        }
        if (!run.pretends()) {
            write(change, kind, create, replace);
        }
        create.forEach(line -> items.add(Item.done(line.number(), line.tenantId(), "created: " + name(line))));
        replace.forEach(line -> items.add(Item.done(line.number(), line.tenantId(), "replaced: " + name(line))));
        return items;
    }

    private Set<String> existing(Changeset change, ObjectKind kind, List<ImportLine> lines) throws SQLException {
        List<String> keys = lines.stream().map(ImportLine::key).toList();
        if (kind == ObjectKind.TENANT) {
            return store.tenants(change.sql(), keys).keySet();
        }
        return store.existing(change.sql(), kind, keys);
    }

    private void write(Changeset change, ObjectKind kind, List<ImportLine> create, List<ImportLine> replace)
            throws SQLException {
        if (create.isEmpty() && replace.isEmpty()) {
            return;
        }
        if (!create.isEmpty()) {
            store.insert(change.sql(), kind.table(), rows(create));
            if (kind == ObjectKind.TENANT) {
                store.aboveFloor(
                        change.sql(), create.stream().map(ImportLine::tenantId).toList());
            }
        }
        if (!replace.isEmpty()) {
            store.replace(change.sql(), kind, rows(replace));
        }
        var all = new ArrayList<>(create);
        all.addAll(replace);
        if (kind == ObjectKind.TENANT) {
            List<String> tenantIds = all.stream().map(ImportLine::tenantId).toList();
            if (!replace.isEmpty()) {
                store.deleteOtherEndpoints(
                        change.sql(), replace.stream().map(ImportLine::tenantId).toList(), endpoints(replace));
            }
            store.putEndpoints(change.sql(), endpoints(all));
            store.revisions(change.sql(), tenantIds).forEach(change::moved);
        } else {
            Collection<String> touched = new TreeSet<>(references.touchedBy(change.sql(), kind, all));
            store.touch(change.sql(), touched).forEach(change::moved);
        }
        for (ImportLine line : create) {
            audit(change, line, "imported");
        }
        for (ImportLine line : replace) {
            audit(change, line, "replaced");
        }
    }

    private static void audit(Changeset change, ImportLine line, String act) throws SQLException {
        var after = new HashMap<String, Object>();
        for (String column : List.of("name", "state", "url", "active", "priority", "app_id", "business_account_id")) {
            JsonNode value = line.object().path(column);
            if (value.isValueNode() && !value.isNull()) {
                after.put(column, value.isBoolean() ? value.booleanValue() : value.asText());
            }
        }
        if (line.kind() == ObjectKind.TENANT) {
            after.put(
                    "endpoints",
                    line.object()
                            .path("endpoints")
                            .valueStream()
                            .map(e -> Map.of(
                                    "endpointId", e.path("endpoint_id").asText(),
                                    "provider", e.path("provider").asText(),
                                    "apiUrl", e.path("api_url").asText(),
                                    "role", e.path("role").asText()))
                            .collect(Collectors.toList()));
        }
        String tenantId = line.tenantId();
        change.audit(
                line.kind().table() + "." + act,
                line.kind().table() + "/" + line.key(),
                tenantId.isEmpty() ? null : tenantId,
                null,
                after);
    }

    private static String rows(List<ImportLine> lines) {
        ArrayNode rows = FileJson.JSON.createArrayNode();
        for (ImportLine line : lines) {
            ObjectNode row = line.object().deepCopy();
            row.remove("endpoints");
            rows.add(row);
        }
        return FileJson.write(rows);
    }

    private static String endpoints(List<ImportLine> tenants) {
        ArrayNode rows = FileJson.JSON.createArrayNode();
        for (ImportLine tenant : tenants) {
            boolean pooled =
                    tenant.object().path("policy").path("routing").asText().equals("POOL");
            for (JsonNode endpoint : tenant.object().path("endpoints")) {
                ObjectNode row = endpoint.deepCopy();
                row.put("tenant_id", tenant.tenantId());
                row.put("revision", 1);
                row.put("pooled", pooled);
                row.put("server", EndpointMoves.server(row.path("api_url").asText()));
                rows.add(row);
            }
        }
        return FileJson.write(rows);
    }

    private static String name(ImportLine line) {
        return line.kind() == ObjectKind.TENANT
                ? "tenant with " + line.object().path("endpoints").size() + " endpoints"
                : line.kind().table() + " " + line.key();
    }

    private static Fault exists(ImportLine line) {
        return Fault.of(Reason.ALREADY_EXISTS).with(line.kind().table(), line.key());
    }

    /// Numbers that any of the lines would own.
    static Set<String> numbers(List<ImportLine> lines) {
        var numbers = new HashSet<String>();
        for (ImportLine line : lines) {
            numbers.addAll(numbers(line));
        }
        return numbers;
    }

    static Set<String> numbers(ImportLine line) {
        if (line.kind() == ObjectKind.TENANT) {
            return line.object()
                    .path("endpoints")
                    .valueStream()
                    .map(e -> e.path("phone_number_id").asText(""))
                    .filter(n -> !n.isEmpty())
                    .collect(Collectors.toSet());
        }
        String number = line.text("phone_number_id");
        return number.isEmpty() ? Set.of() : Set.of(number);
    }

    /// A session on a server.
    record Session(String name, String server) {
        /// As it is locked.
        String place() {
            return "session/" + name + "/" + server;
        }
    }

    static List<Session> sessions(ImportLine tenant) {
        return tenant.object()
                .path("endpoints")
                .valueStream()
                .filter(e -> !e.path("session").asText("").isEmpty())
                .map(e -> new Session(
                        e.path("session").asText(),
                        EndpointMoves.server(e.path("api_url").asText())))
                .toList();
    }
}
