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
            var changed = caller.patch(at, """
                    {"name": "%s", "routing": "STANDBY", "revision": %s}
                    """.formatted(salon.name(), caller.get(at).field("revision")));
            assertThat(changed.status()).as(changed.text()).isEqualTo(200);
            salon.endpoint(waypost, caller, "backup", "Backup", Fixtures.phoneNumberId());
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
