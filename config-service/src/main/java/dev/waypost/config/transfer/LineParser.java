package dev.waypost.config.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.config.transfer.LineReader.Line;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Makes objects of lines, each checked by itself and with its secrets sealed.
@Singleton
final class LineParser {
    private final ImportRulesApi rules;
    private final FileSecrets secrets;

    LineParser(ImportRulesApi rules, FileSecrets secrets) {
        this.rules = rules;
        this.secrets = secrets;
    }

    sealed interface Outcome {}

    record Parsed(ImportLine line) implements Outcome {}

    record Broken(Item item) implements Outcome {}

    Outcome parse(Line line, ImportRun run) {
        String tenantId = "";
        try {
            ImportLine read = read(line);
            tenantId = read.tenantId().length() > 64 ? "" : read.tenantId();
            rules.check(read);
            secrets.unlock(read.kind(), read.object(), run.passphrase());
            Optional<Long> earlier = run.name(read);
            if (earlier.isPresent()) {
                throw Fault.of(Reason.ALREADY_EXISTS)
                        .detail("The object stands in line " + earlier.get() + " already.")
                        .with(read.kind().table(), read.key());
            }
            return new Parsed(read);
        } catch (Fault e) {
            if (e.reason().retry() == Reason.Retry.AFTER_DELAY) {
                throw e;
            }
            return new Broken(Item.failed(line.number(), tenantId, e));
        }
    }

    /// Only remembers what the line names.
    void name(Line line, ImportRun run) {
        try {
            ImportLine read = read(line);
            run.name(read);
            Importer.numbers(read).stream()
                    .filter(number -> run.pretends() && !read.tenantId().isEmpty())
                    .forEach(number -> run.numbers().putIfAbsent(number, read.tenantId()));
            if (run.pretends() && read.kind() == ObjectKind.PROJECT) {
                run.projectOwners().putIfAbsent(read.key(), read.tenantId());
            }
        } catch (Fault e) {
            // It was reported when it was done.
            return;
        }
    }

    private static ImportLine read(Line line) {
        if (line.text() == null) {
            throw broken("line", line.problem() + " (expected: one JSON object)");
        }
        ObjectNode object = FileJson.object(line.text())
                .orElseThrow(() -> broken("line", "value: no JSON object, or a key twice (expected: one JSON object)"));
        String word = object.path("kind").asText("");
        ObjectKind kind = ObjectKind.of(word)
                .orElseThrow(() -> broken(
                        "kind",
                        "value: unknown (expected: tenant, business_account, app,"
                                + " phone_number, project, mapping, gateway or gateway_code)"));
        if (!(object.get("object") instanceof ObjectNode held)) {
            throw broken("object", "value: none (expected: an object)");
        }
        return new ImportLine(line.number(), kind, held);
    }

    private static Fault broken(String field, String description) {
        return Fault.of(Reason.FIELD_INVALID).violation(field, description);
    }
}
