package dev.waypost.config.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.db.Db;
import dev.waypost.testkit.ServiceUnderTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ErasedTablesTest {
    @Test
    void every_table_with_a_tenant_in_it_is_erased_but_the_audit_of_who_did_what() {
        var erased = new ArrayList<>(ErasureStore.IN_PARTS);
        erased.addAll(ErasureStore.AT_ONCE);
        erased.add("change");
        try (var service = ServiceUnderTest.start("config")) {
            List<String> tables = service.bean(Db.class)
                    .read(sql -> sql.list(
                            "SELECT table_name FROM information_schema.columns"
                                    + " WHERE table_schema = 'config' AND column_name = 'tenant_id'",
                            row -> row.string("table_name")));

            assertThat(tables).isNotEmpty().isSubsetOf(erased);
        }
    }
}
