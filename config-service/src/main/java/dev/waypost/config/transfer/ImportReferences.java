package dev.waypost.config.transfer;

import dev.waypost.platform.db.Sql;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether what the lines refer to is there, and whether nobody else has what they claim.
@Singleton
final class ImportReferences {
    private final ImportStore store;

    ImportReferences(ImportStore store) {
        this.store = store;
    }

    /// What is known of everything that a batch refers to.
    private record Known(
            Map<String, String> numberOwners,
            Map<String, String> sessionHolders,
            Map<String, String> tenants,
            Set<String> accounts,
            Set<String> apps,
            Set<String> numbers,
            Map<String, String> projectOwners) {}

    /// Those of the lines that may be stored; of the others the items say why not.
    List<ImportLine> check(Sql sql, ObjectKind kind, List<ImportLine> lines, ImportRun run, List<Item> items)
            throws SQLException {
        Known known = known(sql, kind, lines);
        var sound = new ArrayList<ImportLine>();
        for (ImportLine line : lines) {
            @Nullable Fault broken = broken(kind, line, known, run);
            if (broken == null) {
                claim(kind, line, run);
                sound.add(line);
            } else {
                run.forget(line);
                items.add(Item.failed(line.number(), line.tenantId(), broken));
            }
        }
        return sound;
    }

    /// Tenants whose snapshots the objects are part of.
    Collection<String> touchedBy(Sql sql, ObjectKind kind, List<ImportLine> lines) throws SQLException {
        List<String> keys = lines.stream().map(ImportLine::key).toList();
        var touched = new HashSet<String>();
        switch (kind) {
            case TENANT -> lines.forEach(line -> touched.add(line.tenantId()));
            case BUSINESS_ACCOUNT -> {}
            case APP -> touched.addAll(store.tenantsOfApps(sql, keys));
            case PHONE_NUMBER, MAPPING ->
                touched.addAll(store.owners(sql, Importer.numbers(lines), kind == ObjectKind.MAPPING)
                        .values());
            case PROJECT -> touched.addAll(store.tenantsOfProjects(sql, keys));
            case GATEWAY, GATEWAY_CODE ->
                lines.stream()
                        .map(ImportLine::tenantId)
                        .filter(t -> !t.isEmpty())
                        .forEach(touched::add);
        }
        return touched;
    }

    private Known known(Sql sql, ObjectKind kind, List<ImportLine> lines) throws SQLException {
        Set<String> numbers = Importer.numbers(lines);
        // The numbers before the tenants, as every other change: two of them must not wait for each other.
        if (!numbers.isEmpty()) {
            store.lockNumbers(sql, numbers);
        }
        Map<String, String> owners =
                numbers.isEmpty() ? Map.of() : store.owners(sql, numbers, kind == ObjectKind.MAPPING);
        Set<String> mapped = kind == ObjectKind.MAPPING ? numbers : Set.of();
        return new Known(
                owners,
                kind == ObjectKind.TENANT ? sessions(sql, lines) : Map.of(),
                store.tenants(sql, values(lines, "tenant_id")),
                store.existing(sql, ObjectKind.BUSINESS_ACCOUNT, values(lines, "business_account_id")),
                store.existing(sql, ObjectKind.APP, values(lines, "app_id")),
                mapped.isEmpty() ? Set.of() : store.existing(sql, ObjectKind.PHONE_NUMBER, mapped),
                kind == ObjectKind.MAPPING ? store.projectOwners(sql, values(lines, "project_id")) : Map.of());
    }

    private Map<String, String> sessions(Sql sql, List<ImportLine> lines) throws SQLException {
        var places = new HashSet<String>();
        var sessions = new ArrayList<String>();
        var servers = new ArrayList<String>();
        for (ImportLine line : lines) {
            for (Importer.Session session : Importer.sessions(line)) {
                if (places.add(session.place())) {
                    sessions.add(session.name());
                    servers.add(session.server());
                }
            }
        }
        if (places.isEmpty()) {
            return Map.of();
        }
        store.lockSessions(sql, places);
        return store.holders(sql, sessions, servers);
    }

    private static @Nullable Fault broken(ObjectKind kind, ImportLine line, Known known, ImportRun run) {
        String tenantId = line.tenantId();
        if ("DELETING".equals(known.tenants().get(tenantId))) {
            return Fault.of(Reason.TENANT_DELETED).with("tenant_id", tenantId);
        }
        if (kind == ObjectKind.TENANT) {
            return taken(line, known, run)
                    .or(() -> sessionTaken(line, known, run))
                    .orElse(null);
        }
        if (!tenantId.isEmpty()
                && !known.tenants().containsKey(tenantId)
                && !run.wouldHave(ObjectKind.TENANT, tenantId)) {
            return Fault.of(Reason.TENANT_NOT_FOUND).with("tenant_id", tenantId);
        }
        return switch (kind) {
            case APP -> {
                String account = line.text("business_account_id");
                yield known.accounts().contains(account) || run.wouldHave(ObjectKind.BUSINESS_ACCOUNT, account)
                        ? null
                        : Fault.of(Reason.BUSINESS_ACCOUNT_NOT_FOUND).with("business_account_id", account);
            }
            case PHONE_NUMBER -> {
                String app = line.text("app_id");
                yield known.apps().contains(app) || run.wouldHave(ObjectKind.APP, app)
                        ? taken(line, known, run).orElse(null)
                        : Fault.of(Reason.APP_NOT_FOUND).with("app_id", app);
            }
            case MAPPING -> mapping(line, known, run);
            case TENANT, BUSINESS_ACCOUNT, PROJECT, GATEWAY, GATEWAY_CODE -> null;
        };
    }

    private static @Nullable Fault mapping(ImportLine line, Known known, ImportRun run) {
        String number = line.text("phone_number_id");
        String projectId = line.text("project_id");
        @Nullable
        String projectOwner = known.projectOwners()
                .getOrDefault(projectId, run.projectOwners().get(projectId));
        if (projectOwner == null) {
            return Fault.of(Reason.PROJECT_NOT_FOUND).with("project_id", projectId);
        }
        @Nullable
        String owner = known.numberOwners().getOrDefault(number, run.numbers().get(number));
        if (owner == null && !known.numbers().contains(number) && !run.wouldHave(ObjectKind.PHONE_NUMBER, number)) {
            return Fault.of(Reason.PHONE_NUMBER_NOT_FOUND).with("phone_number_id", number);
        }
        return projectOwner.isEmpty() || owner == null || owner.equals(projectOwner)
                ? null
                : Fault.of(Reason.FIELD_INVALID)
                        .violation(
                                "project_id", "value: " + projectId + " (expected: a project of the number's tenant)");
    }

    /// The number that another tenant has.
    private static Optional<Fault> taken(ImportLine line, Known known, ImportRun run) {
        String tenantId = line.tenantId();
        if (tenantId.isEmpty()) {
            return Optional.empty();
        }
        return Importer.numbers(line).stream()
                .sorted()
                .filter(number -> {
                    @Nullable
                    String owner = known.numberOwners()
                            .getOrDefault(number, run.numbers().get(number));
                    return owner != null && !owner.equals(tenantId);
                })
                .findFirst()
                .map(number -> Fault.of(Reason.ALREADY_EXISTS)
                        .detail("The phone number id belongs to another tenant.")
                        .with("phone_number_id", number));
    }

    /// The session that another tenant has on the same server.
    private static Optional<Fault> sessionTaken(ImportLine line, Known known, ImportRun run) {
        return Importer.sessions(line).stream()
                .filter(session -> {
                    @Nullable
                    String holder = known.sessionHolders()
                            .getOrDefault(session.place(), run.numbers().get(session.place()));
                    return holder != null && !holder.equals(line.tenantId());
                })
                .findFirst()
                .map(session -> Fault.of(Reason.ALREADY_EXISTS)
                        .detail("The session on " + session.server() + " belongs to another tenant.")
                        .with("session", session.name()));
    }

    private static void claim(ObjectKind kind, ImportLine line, ImportRun run) {
        if (kind == ObjectKind.TENANT || kind == ObjectKind.PHONE_NUMBER) {
            // Seen by the later lines of this batch, and of all batches where nothing is written.
            Importer.numbers(line).forEach(number -> {
                if (!line.tenantId().isEmpty()) {
                    run.numbers().put(number, line.tenantId());
                }
            });
        }
        if (kind == ObjectKind.TENANT) {
            Importer.sessions(line).forEach(session -> run.numbers().put(session.place(), line.tenantId()));
        }
        if (kind == ObjectKind.PROJECT) {
            run.projectOwners().put(line.key(), line.tenantId());
        }
    }

    private static Set<String> values(List<ImportLine> lines, String column) {
        var values = new HashSet<String>();
        lines.stream().map(line -> line.text(column)).filter(v -> !v.isEmpty()).forEach(values::add);
        return values;
    }
}
