package dev.waypost.cli.demo;

import java.util.List;

/// The customers of the demo's platform, and what has to be entered for each at Waypost and at the fake WhatsApp.
final class World {
    static final String SALON = "salon-luma";
    static final String CLINIC = "clinic-westpark";
    static final String HOTEL = "hotel-miramar";
    static final String BROKER = "northgate-homes";
    static final List<String> AGENTS = List.of("agent-amara", "agent-bruno", "agent-chiara");
    static final String SALON_NUMBER = "77100001";
    static final String SALON_SPARE = "77100002";
    static final String CLINIC_NUMBER = "77100003";
    static final String HOTEL_SESSION = "miramar";
    static final String GATEWAY = "homes";
    static final String GATEWAY_SECRET = "northgate-hmac-key";

    private final Calls console;
    private final Calls simulator;
    private final String webhooks;
    private final String provider;

    /// @param webhooks where webhooks are taken
    /// @param provider where the fake WhatsApp is
    World(Calls console, Calls simulator, String webhooks, String provider) {
        this.console = console;
        this.simulator = simulator;
        this.webhooks = webhooks;
        this.provider = provider;
    }

    /// Two numbers at Meta: one carries, one stands by, both looked at every second.
    void salon() {
        console.post("/api/whatsapp/tenants", """
                {"tenantId": "%s", "name": "Salon Luma", "routing": "STANDBY", "healthCheckInterval": 1,
                 "unhealthyAfter": 2}""".formatted(SALON));
        meta(SALON, "main", SALON_NUMBER);
        meta(SALON, "spare", SALON_SPARE);
        project(SALON, "booking", SALON_NUMBER, SALON_SPARE);
    }

    /// One number whose events two backends get.
    void clinic() {
        tenant(CLINIC, "Clinic Westpark");
        meta(CLINIC, "main", CLINIC_NUMBER);
        project(CLINIC, "appointments", CLINIC_NUMBER);
        project(CLINIC, "archive", CLINIC_NUMBER);
    }

    /// A WAHA server of the hotel's own, which somebody logs in by scanning a code.
    void hotel() {
        simulator.post("/control/accounts", """
                {"provider": "WAHA", "session": "%s", "accessToken": "waha-key", "status": "SCAN_QR_CODE",
                 "webhookUrl": "%s", "webhookSecret": "miramar-hmac-key"}""".formatted(HOTEL_SESSION, hook(HOTEL, "front-desk")));
        tenant(HOTEL, "Hotel Miramar");
        waha(HOTEL, "front-desk", HOTEL_SESSION, "miramar-hmac-key");
    }

    /// One number in front of many agents: the link by which somebody came says whose customer they are.
    void broker() {
        tenant(BROKER, "Northgate Homes");
        waha(BROKER, "shared", "northgate", GATEWAY_SECRET);
        console.post("/admin/gateways", """
                {"id": "%s", "name": "Northgate Homes", "tenant_id": "%s", "endpoint_id": "shared",
                 "word": "homes"}""".formatted(GATEWAY, BROKER));
        for (int i = 0; i < AGENTS.size(); i++) {
            String agent = AGENTS.get(i);
            String number = "7710010" + i;
            tenant(agent, "Northgate, " + agent.substring("agent-".length()));
            meta(agent, "main", number);
            project(agent, agent, number);
            console.put("/admin/gateways/%s/codes/%d".formatted(GATEWAY, i + 1), """
                    {"tenant_id": "%s"}""".formatted(agent));
        }
    }

    private void tenant(String id, String name) {
        console.post("/api/whatsapp/tenants", """
                {"tenantId": "%s", "name": "%s"}""".formatted(id, name));
    }

    private void meta(String tenant, String endpoint, String number) {
        simulator.post("/control/accounts", """
                {"provider": "META", "phoneNumberId": "%1$s", "wabaId": "88%1$s", "accessToken": "EAA-%1$s",
                 "appSecret": "app-secret-%1$s", "webhookUrl": "%2$s"}""".formatted(number, hook(tenant, endpoint)));
        console.put("/api/whatsapp/endpoints/" + tenant, """
                {"id": "%1$s", "name": "%1$s", "provider": "META_CLOUD", "apiUrl": "%2$s/meta", "phoneNumberId": "%3$s",
                 "wabaId": "88%3$s", "apiKey": "EAA-%3$s", "webhookSecret": "app-secret-%3$s",
                 "isActive": true}""".formatted(endpoint, provider, number));
    }

    /// Nobody is logged in there yet, so that the check that comes before use would fail.
    private void waha(String tenant, String endpoint, String session, String secret) {
        console.put("/api/whatsapp/endpoints/" + tenant, """
                {"id": "%1$s", "name": "%1$s", "provider": "WAHA", "apiUrl": "%2$s/waha", "session": "%3$s",
                 "apiKey": "waha-key", "webhookSecret": "%4$s", "isActive": true, "force": true}""".formatted(endpoint, provider, session, secret));
    }

    private void project(String tenant, String name, String... numbers) {
        String id = console.post("/admin/projects", """
                        {"tenant_id": "%1$s", "name": "%2$s", "endpoint": "%3$s/backend/%2$s"}""".formatted(tenant, name, provider))
                .get("id")
                .asText();
        for (String number : numbers) {
            console.post("/admin/mappings", """
                    {"phone_number_id": "%s", "project_id": "%s", "priority": 100}""".formatted(number, id));
        }
    }

    private String hook(String tenant, String endpoint) {
        return "%s/api/whatsapp/webhook/%s/%s".formatted(webhooks, tenant, endpoint);
    }
}
