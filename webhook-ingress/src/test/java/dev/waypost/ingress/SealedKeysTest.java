package dev.waypost.ingress;

import static dev.waypost.ingress.IngressUnderTest.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.crypto.MasterKeyset;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.settings.SettingsRefused;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import dev.waypost.testkit.TableDump;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// The keys that webhooks are sealed under, in a database that no other test seals in.
@DisplayNameGeneration(ReplaceUnderscores.class)
class SealedKeysTest {
    private static final String USER = "4915112345678";
    private final String text = Fixtures.id("words of a user");
    private final String database = Backends.freshDatabase();

    @Test
    void what_an_older_key_sealed_is_delivered_and_without_that_key_there_is_no_start() throws Exception {
        MasterKeyset old = MasterKeyset.fresh();
        MasterKeyset both = old.added();
        both = both.promoted(both.keys().getLast().id());
        String dropped = both.dropped(old.primary()).encoded();
        Map<String, Object> settings = settings(old.encoded());
        try (var ingress = new IngressUnderTest(settings);
                var backend = TestProject.start()) {
            backend.answers(503);
            var tenant = tenant(ingress, backend);
            byte[] body = tenant.message("wamid.k1", USER, text, null);
            assertThat(ingress.signed(tenant, body)).isEqualTo(200);
            await().atMost(SOON).until(() -> !backend.got().isEmpty());
            String newer = both.encoded();

            ingress.restart(() -> {
                settings.put("waypost.crypto.key", newer);
                backend.answers(200);
            });
            await().atMost(SOON).until(() -> waiting(ingress) == 0);
            assertThat(backend.got().getLast().body()).isEqualTo(body);
            tenant.publish(ingress.service());
            assertThat(ingress.signed(tenant, tenant.message("wamid.k2", USER, text, null)))
                    .isEqualTo(200);

            assertThat(keys(ingress)).containsExactlyInAnyOrderElementsOf(both.ids());
            assertThat(TableDump.of(ingress.service().bean(Db.class), "ingress").with(text))
                    .isEmpty();
            assertThatThrownBy(() -> ServiceUnderTest.start("ingress", settings(dropped)))
                    .isInstanceOf(SettingsRefused.class)
                    .hasMessageContaining(old.primary());
        }
    }

    @Test
    void a_webhook_that_cannot_be_sealed_is_not_taken_and_others_are() throws Exception {
        try (var ingress = new IngressUnderTest(settings(MasterKeyset.fresh().encoded()))) {
            var tenant = tenant(ingress, ingress.project);
            var other = ingress.tenantWithProject();
            byte[] body = tenant.message("wamid.f1", USER, text, null);
            run(ingress, "ALTER TABLE sealed_under RENAME TO sealed_under_away");

            assertThat(ingress.signed(tenant, body)).isEqualTo(503);
            assertThat(ingress.signed(other, other.message("wamid.f2", USER, "x", null)))
                    .isEqualTo(200);
            assertThat(ingress.stored(tenant.id)).isZero();

            run(ingress, "ALTER TABLE sealed_under_away RENAME TO sealed_under");
            assertThat(ingress.signed(tenant, body)).isEqualTo(200);
            await().atMost(SOON).until(() -> ingress.gotBy(tenant).size() == 1);
            assertThat(ingress.gotBy(tenant).getFirst().body()).isEqualTo(body);
        }
    }

    private Map<String, Object> settings(String keyset) {
        return new HashMap<>(Map.of("waypost.db.url", database, "waypost.crypto.key", keyset));
    }

    private static TestTenant tenant(IngressUnderTest ingress, TestProject project) {
        var tenant = new TestTenant().retries(1000);
        tenant.project(ingress.service(), project.url(), Map.of(), true);
        return tenant.sealed(true).publish(ingress.service());
    }

    private static List<String> keys(IngressUnderTest ingress) {
        return ingress.service()
                .bean(Db.class)
                .read(sql -> sql.list("SELECT master_key FROM sealed_under", row -> row.string("master_key")));
    }

    private static long waiting(IngressUnderTest ingress) {
        return ingress.service()
                .bean(Db.class)
                .read(sql -> sql.one("SELECT count(*) AS n FROM delivery", row -> row.longValue("n")))
                .orElseThrow();
    }

    private static void run(IngressUnderTest ingress, String statement) {
        ingress.service().bean(Db.class).run(sql -> sql.update(statement));
    }
}
