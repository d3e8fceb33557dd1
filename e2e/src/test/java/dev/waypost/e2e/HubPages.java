package dev.waypost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.testkit.Fixtures;
import org.junit.jupiter.api.Test;

/// Who receives what, what nobody receives, and what was received in vain.
interface HubPages {
    Screen screen();

    @Test
    default void the_hub_is_a_picture_of_who_receives_what() {
        var screen = screen();
        String tenant = Fixtures.tenantId();
        Salon.atGateway(screen.waypost(), tenant);
        String number = Fixtures.phoneNumberId();
        String account = "waba-" + number;
        screen.post("/admin/business-accounts", """
                {"business_id": "%s", "name": "Hotel Zur Post", "tenant_id": "%s"}""".formatted(account, tenant));
        screen.post("/admin/apps", """
                {"id": "app-%s", "business_id": "%s", "name": "Booking app"}""".formatted(number, account));
        screen.post("/admin/phone-numbers", """
                {"phone_number_id": "%s", "app_id": "app-%s", "phone_number": "+49 30 901820", "tenant_id": "%s"}
                """.formatted(number, number, tenant));
        for (String name : new String[] {"Reception", "Ένα πολύ μακρύ όνομα για ένα έργο", "Ledger"}) {
            String project = screen.post("/admin/projects", """
                    {"tenant_id": "%s", "name": "%s", "endpoint": "%s/backend/%s"}
                    """.formatted(
                                    tenant, name, screen.waypost().simulator(), tenant))
                    .field("id");
            if (!name.equals("Ledger")) {
                screen.post("/admin/mappings", """
                        {"phone_number_id": "%s", "project_id": "%s", "priority": 70}""".formatted(number, project));
            }
        }

        var tab = screen.go("/ui/hub?tenant=" + tenant).picture("hub-picture");

        assertThat(tab.eval("document.querySelector('.picture').textContent").asText())
                .contains("Business accounts", "Hotel Zur Post", "Apps", "Booking app", "Phone numbers", "Projects")
                .contains("+49 30 901820", "Reception", "Ledger");
        assertThat(screen.count(".picture path"))
                .as("account to app to number, and the number to two of three projects")
                .isEqualTo(4);
        assertThat(tab.eval(
                                "[...document.querySelectorAll('.picture path title')].map(each => each.textContent).join()")
                        .asText())
                .isEqualTo("priority 70,priority 70");
        assertThat(tab.text()).contains("Mappings", "Receives at");
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    default void a_gateway_shows_its_codes_and_whom_it_locked_and_sets_a_user_free() {
        var screen = screen();
        String shared = Fixtures.tenantId();
        Salon.atGateway(screen.waypost(), shared);
        String word = "w" + Fixtures.digits(8);
        screen.post("/admin/gateways", """
                {"id": "%s", "name": "Shared number", "tenant_id": "%s", "endpoint_id": "front", "word": "%s"}
                """.formatted(word, shared, word));
        String tenant = screen.salon().tenant();
        screen.call("PUT", screen.waypost().console() + "/admin/gateways/" + word + "/codes/7", """
                {"tenant_id": "%s"}""".formatted(tenant));
        String user = Fixtures.phone();
        screen.call("POST", screen.waypost().simulator() + "/control/accounts", """
                {"provider": "WAHA", "session": "%s", "accessToken": "waha-key", "status": "WORKING",
                 "webhookUrl": "%s/webhook/gateway/%s", "webhookSecret": "spa-hmac-key"}
                """.formatted(
                        shared, screen.waypost().webhooks(), word));
        screen.call("POST", screen.waypost().simulator() + "/control/inbound", """
                {"provider": "WAHA", "session": "%s", "from": "%s", "text": "start_%s_7"}
                """.formatted(
                        shared, user.substring(1), word));
        String locks = "/ui/hub/gateways?tenant=" + tenant;
        var tab = screen.tab();
        screen.await("locked", () -> screen.go(locks).has("form[action$='/unlock']"));
        tab.picture("hub-locks");
        assertThat(tab.text())
                .contains("Codes", "start_" + word + "_7", "Locked users", tenant)
                .doesNotContain(user.substring(1));

        tab.follow("form[action$='/unlock'] button");
        assertThat(tab.text()).contains("The user is free");
        assertThat(screen.go(locks).text()).contains("Nobody is locked");
        assertThat(screen.go("/ui/hub/gateways?tenant=" + shared).text())
                .contains("Shared number", "start_" + word + "_…");
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    default void what_nobody_owns_waits_in_quarantine_until_somebody_does() {
        var screen = screen();
        String number = Fixtures.phoneNumberId();
        String app = "app-" + number;
        String secret = "secret-" + Fixtures.secret();
        screen.post("/admin/business-accounts", """
                {"business_id": "8%s", "name": "Not yet connected"}""".formatted(number));
        screen.post("/admin/apps", """
                {"id": "%s", "business_id": "8%s", "name": "App", "app_secret": "%s"}""".formatted(app, number, secret));
        screen.call("POST", screen.waypost().simulator() + "/control/accounts", """
                {"provider": "META_CLOUD", "phoneNumberId": "%s", "wabaId": "8%s", "accessToken": "t", "appSecret": "%s",
                 "webhookUrl": "%s/meta/webhook/%s"}
                """.formatted(
                        number, number, secret, screen.waypost().webhooks(), app));
        screen.call("POST", screen.waypost().simulator() + "/control/inbound", """
                {"provider": "META", "phoneNumberId": "%s", "from": "%s", "text": "Anybody?"}
                """.formatted(
                        number, Fixtures.phone().substring(1)));
        var tab = screen.tab();
        screen.await(
                "quarantined",
                () -> screen.go("/ui/operations/quarantine").text().contains(number));
        tab.picture("quarantine");

        tab.follow("form:has(input[value='" + number + "']) button");
        assertThat(tab.text()).contains("None could go: the number still belongs to nobody. Map it first.");

        String project = screen.post("/admin/projects", """
                {"tenant_id": "%s", "name": "Late", "endpoint": "%s/backend/late-%s"}
                """.formatted(
                                screen.salon().tenant(), screen.waypost().simulator(), number))
                .field("id");
        screen.post("/admin/phone-numbers", """
                {"phone_number_id": "%s", "app_id": "%s", "phone_number": "+49 30 1", "tenant_id": "%s"}
                """.formatted(
                        number, app, screen.salon().tenant()));
        screen.post("/admin/mappings", """
                {"phone_number_id": "%s", "project_id": "%s", "priority": 1}""".formatted(number, project));
        screen.await(
                "it came",
                () -> screen.call("GET", screen.waypost().simulator() + "/control/backends/late-" + number, "")
                                .text()
                                .contains("Anybody?")
                        || tried(screen, number));
        assertThat(screen.go("/ui/operations/quarantine").text()).doesNotContain(number);
        assertThat(tab.complaints()).isEmpty();
    }

    /// Presses the button again, as long as the events wait there.
    private static boolean tried(Screen screen, String number) {
        var tab = screen.go("/ui/operations/quarantine");
        if (tab.text().contains(number)) {
            tab.follow("form:has(input[value='" + number + "']) button");
        }
        return false;
    }

    @Test
    default void what_was_given_up_is_seen_over_all_tenants_and_leads_to_where_it_is_delivered_again() {
        var screen = screen();
        String tenant = screen.salon().tenant();
        var tab = screen.tab();
        screen.await(
                "given up",
                () -> screen.go("/ui/operations/dead-letters").text().contains(tenant));
        tab.picture("dead-letters-of-all");
        assertThat(tab.text()).contains("Deliveries given up, by project", "of all tenants", "connect");

        tab.follow("td.actions a[href*='" + tenant + "']");
        assertThat(tab.path()).startsWith("/ui/inbound?tenant=" + tenant + "&project=");
        assertThat(tab.text()).contains("given up", "Deliver again");
        assertThat(screen.go("/ui/operations/dead-letters?tenant=" + tenant).text())
                .contains("to projects of this tenant", "Messages failed", "Messages expired");
        assertThat(tab.complaints()).isEmpty();
    }
}
