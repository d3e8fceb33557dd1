package dev.waypost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.testkit.Fixtures;

/// A tenant with two lines at the simulator, a project that takes its events, and some traffic.
record Salon(String tenant, String name, String number, String appSecret) {
    static Salon open(Installation waypost) {
        var salon = new Salon(
                Fixtures.tenantId(),
                "Salon Anna, Inhaberin Anna-Maria von Hohenlohe-Langenburg e. K.",
                Fixtures.phoneNumberId(),
                "app-" + Fixtures.secret());
        try (var caller = new Caller()) {
            salon.endpoint(waypost, caller, "main", "Main line", salon.number());
            String at = waypost.console() + "/api/whatsapp/tenants/" + salon.tenant();
            var changed =
                    caller.patch(at, """
                    {"name": "%s", "routing": "STANDBY", "webhookRetries": 1, "revision": %s}
                    """.formatted(salon.name(), caller.get(at).field("revision")));
            assertThat(changed.status()).as(changed.text()).isEqualTo(200);
            salon.endpoint(waypost, caller, "backup", "Backup", Fixtures.phoneNumberId());
            salon.project(waypost, caller, "Booking system", waypost.simulator() + "/backend/" + salon.tenant());
            // Nobody listens there: what goes to the till is given up.
            salon.project(waypost, caller, "קופה רושמת", "http://127.0.0.1:9/till");
            salon.user(waypost, caller, "Can I come at <i>ten</i>?");
            for (int i = 0; i < 5; i++) {
                var sent =
                        caller.post(waypost.console() + "/api/whatsapp/send", """
                        {"tenantId": "%s", "phone": "+49151123400%02d", "message": "See you at %d:00 <b>tomorrow</b>"}
                        """.formatted(salon.tenant(), i, 9 + i));
                assertThat(sent.status()).as(sent.text()).isEqualTo(202);
            }
        }
        return salon;
    }

    /// A tenant whose phone is to be linked at a WAHA server.
    static void atGateway(Installation waypost, String tenant) {
        try (var caller = new Caller()) {
            caller.post(waypost.simulator() + "/control/accounts", """
                    {"provider": "WAHA", "session": "%s", "accessToken": "waha-key", "status": "SCAN_QR_CODE",
                     "webhookUrl": "%s/api/whatsapp/webhook/%s/front", "webhookSecret": "spa-hmac-key"}
                    """.formatted(tenant, waypost.webhooks(), tenant));
            var set = caller.put(waypost.console() + "/api/whatsapp/endpoints/" + tenant, """
                    {"id": "front", "name": "Front desk", "provider": "WAHA", "apiUrl": "%s/waha", "session": "%s",
                     "apiKey": "waha-key", "webhookSecret": "spa-hmac-key", "isActive": true, "force": true}
                    """.formatted(
                            waypost.simulator(), tenant));
            assertThat(set.status()).as(set.text()).isEqualTo(201);
        }
    }

    /// Somebody scans the code with the phone.
    static void scan(Installation waypost, String tenant) {
        try (var caller = new Caller()) {
            caller.post(waypost.simulator() + "/control/sessions", """
                    {"provider": "WAHA", "session": "%s", "action": "pair"}
                    """.formatted(tenant));
        }
    }

    private void project(Installation waypost, Caller caller, String title, String url) {
        var project = caller.post(waypost.console() + "/admin/projects", """
                {"tenant_id": "%s", "name": "%s", "endpoint": "%s"}
                """.formatted(tenant, title, url));
        assertThat(project.status()).as(project.text()).isEqualTo(201);
        var mapped = caller.post(waypost.console() + "/admin/mappings", """
                {"phone_number_id": "%s", "project_id": "%s", "priority": 100}
                """.formatted(number, project.field("id")));
        assertThat(mapped.status()).as(mapped.text()).isEqualTo(201);
    }

    /// Somebody writes to the salon.
    private void user(Installation waypost, Caller caller, String text) {
        var written = caller.post(waypost.simulator() + "/control/inbound", """
                {"provider": "META", "phoneNumberId": "%s", "from": "%s", "text": "%s"}
                """.formatted(
                        number, Fixtures.phone().substring(1), text));
        assertThat(written.status()).as(written.text()).isEqualTo(202);
    }

    private void endpoint(Installation waypost, Caller caller, String id, String title, String phoneNumberId) {
        String token = "token-" + Fixtures.secret();
        var account = caller.post(waypost.simulator() + "/control/accounts", """
                {"provider": "META_CLOUD", "phoneNumberId": "%s", "wabaId": "777%s", "accessToken": "%s",
                 "appSecret": "%s", "webhookUrl": "%s/api/whatsapp/webhook/%s/%s"}
                """.formatted(
                        phoneNumberId, number, token, appSecret, waypost.webhooks(), tenant, id));
        assertThat(account.status()).as(account.text()).isEqualTo(201);
        var set =
                caller.put(waypost.console() + "/api/whatsapp/endpoints/" + tenant + "?endpointId=" + id, """
                {"id": "%s", "name": "%s", "provider": "META_CLOUD", "apiUrl": "%s/meta", "phoneNumberId": "%s",
                 "wabaId": "777%s", "apiKey": "%s", "webhookSecret": "%s", "isActive": true}
                """.formatted(
                                id, title, waypost.simulator(), phoneNumberId, number, token, appSecret));
        assertThat(set.status()).as(set.text()).isEqualTo(201);
    }
}
