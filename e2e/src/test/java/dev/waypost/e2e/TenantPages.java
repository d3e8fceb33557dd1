package dev.waypost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.testkit.Fixtures;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/// Many tenants, and one of them at a glance.
interface TenantPages {
    int MANY = 100_000;

    Screen screen();

    @Test
    default void one_tenant_shows_its_day_its_lines_and_how_much_of_its_limit_is_used() {
        var screen = screen();
        String page = "/ui/tenants/" + screen.salon().tenant();
        screen.await("lines", () -> {
            screen.send(Fixtures.phone(), "See you soon", "");
            screen.go(page);
            return screen.count("svg.chart") == 3 && screen.count("svg.strip") >= 2;
        });
        var tab = screen.tab();
        tab.picture("tenant-at-a-glance");
        assertThat(labels(screen, "svg.chart"))
                .contains("Messages sent: now", "Success: now", "To the provider, p99: now");
        assertThat(labels(screen, "svg.strip")).contains("Healthy for").contains("% of the time that it was checked");
        assertThat(screen.figure("Limit in use")).matches("[1-9][0-9]*\u202f%");
        assertThat(tab.text())
                .contains("of 100 in 1 min", "Meta Cloud API", "active", "standby", "Main line", "Backup")
                .contains("Deliveries waiting", "Messages held");

        screen.go(page + "/endpoints/main").picture("endpoint-day");
        assertThat(tab.text()).contains("The last 24 hours");
        assertThat(tab.has("[aria-label='Changes of its status'] tbody tr")).isTrue();
        assertThat(screen.count("svg.strip rect")).isGreaterThan(1);
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    default void among_100_000_tenants_one_is_found_while_typing_and_all_are_turned_over() throws SQLException {
        var screen = screen();
        String mark = Fixtures.id("crowd");
        crowd(screen, mark);
        var tab = screen.go("/ui/tenants");
        assertThat(screen.count("#found tbody tr")).isEqualTo(50);
        tab.picture("tenants-many");

        tab.fill("input[name=query]", mark + "-077777").awaitText("Business 77777");
        screen.await("one", () -> screen.count("#found tbody tr") == 1);
        tab.fill("input[name=query]", "usiness 9999").awaitText("Business 99990");
        screen.await("those alone", () -> screen.count("#found tbody tr") == 11);
        // Two letters have no index to be found by; all the same they are.
        tab.fill("input[name=query]", "ñü").awaitText("Peñüela");
        screen.await("those alone", () -> screen.count("#found tbody tr") == 1);
        tab.fill("input[name=query]", "").fill("select[name=state]", "SUSPENDED");
        screen.await(
                "those suspended",
                () -> tab.text("#found").contains("Business 88888") && screen.count("#found tbody tr") < 10);

        screen.go("/ui/tenants?query=" + mark);
        String before = "";
        for (int page = 0; page < 4; page++) {
            String first = tab.text("#found tbody tr td .two");
            assertThat(first).isGreaterThan(before);
            before = first;
            tab.follow("#found a[rel=next]");
        }
        screen.go("/ui/tenants?query=" + mark + "-0999");
        tab.follow("#found a[rel=next]");
        assertThat(tab.text("#found")).contains("Business 99999", "End of the list", "First page");
        assertThat(tab.complaints()).isEmpty();
    }

    /// As an import writes them; nobody waits to be told of any.
    private static void crowd(Screen screen, String mark) throws SQLException {
        String at = "jdbc:postgresql://127.0.0.1:" + screen.waypost().port(15432) + "/waypost?user=waypost";
        try (var database = DriverManager.getConnection(at);
                var insert = database.prepareStatement("""
                        INSERT INTO config.tenant (tenant_id, name, policy, state, published_revision)
                        SELECT ? || '-' || lpad(i::text, 6, '0'), CASE i WHEN 4711 THEN 'Peñüela' ELSE 'Business ' || i END,
                          (SELECT policy FROM config.tenant WHERE tenant_id = ?),
                          CASE i WHEN 88888 THEN 'SUSPENDED' ELSE 'ACTIVE' END, 1
                        FROM generate_series(0, ?) AS i""")) {
            insert.setString(1, mark);
            insert.setString(2, screen.salon().tenant());
            insert.setInt(3, MANY - 1);
            assertThat(insert.executeUpdate()).isEqualTo(MANY);
        }
    }

    private static String labels(Screen screen, String selector) {
        return screen.tab()
                .eval("[...document.querySelectorAll('" + selector + "')].map(each => each.getAttribute('aria-label'))"
                        + ".join('; ').replaceAll('\\u202f', ' ').replaceAll(' %', '% ').replaceAll('  ', ' ')")
                .asText();
    }
}
