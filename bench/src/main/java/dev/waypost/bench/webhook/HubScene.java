package dev.waypost.bench.webhook;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Tenants whose numbers are the ones that the load writes to, each with the same projects.
public final class HubScene {
    /// The load spreads its numbers over so many business accounts.
    private static final int ACCOUNTS = 97;

    private static final int FIRST_ACCOUNT = 100_000;
    private static final long FIRST_NUMBER = 540_000_000_000_000L;

    private HubScene() {}

    static String account(int number) {
        return "%015d".formatted(FIRST_ACCOUNT + number);
    }

    /// The business account of a tenant's number.
    static String accountOf(int number) {
        return account(number % ACCOUNTS);
    }

    public static String phoneNumber(int number) {
        return Long.toString(FIRST_NUMBER + number);
    }

    static int numberOf(String phoneNumberId) {
        return (int) (Long.parseLong(phoneNumberId) - FIRST_NUMBER);
    }

    /// One tenant with an endpoint of its own path; its number is the load's first.
    public static void tenant(SplitStack stack, String tenant, int number) throws IOException, InterruptedException {
        stack.ask("PUT", "/api/whatsapp/endpoints/" + tenant, """
                {"provider":"META_CLOUD","id":"main","apiUrl":"http://127.0.0.1:%d","apiKey":"k","webhookSecret":"%s",
                 "phoneNumberId":"%s","wabaId":"%s","force":true}""".formatted(
                        LoadTools.SINK_PORT, LoadTools.APP_SECRET, phoneNumber(number), accountOf(number)));
    }

    /// A project that gets everything of the number; the answer is its id.
    static String project(SplitStack stack, String url, int number) throws IOException, InterruptedException {
        String made = stack.ask("POST", "/admin/projects", "{\"name\":\"p\",\"endpoint\":\"%s\"}".formatted(url));
        String id = made.replaceAll("(?s).*\"id\"\\s*:\\s*\"?([^\",}]+).*", "$1");
        map(stack, id, number);
        return id;
    }

    static void map(SplitStack stack, String projectId, int number) throws IOException, InterruptedException {
        stack.ask(
                "POST",
                "/admin/mappings",
                "{\"phone_number_id\":\"%s\",\"project_id\":\"%s\",\"priority\":1}"
                        .formatted(phoneNumber(number), projectId));
    }

    /// So many tenants behind the shared path: one app for each business account, one number and endpoint for each
    /// tenant, and a project of its own that does not sign. Like `pattern`, whose settings they copy.
    public static void tenants(SplitStack stack, String pattern, String url, int first, int tenants) throws Exception {
        if (first == 0) {
            for (int i = 0; i < ACCOUNTS; i++) {
                stack.ask(
                        "POST",
                        "/admin/business-accounts",
                        "{\"business_id\":\"%s\",\"name\":\"Bench\"}".formatted(account(i)));
                stack.ask(
                        "POST",
                        "/admin/apps",
                        "{\"id\":\"9%s\",\"business_id\":\"%s\",\"name\":\"Bench\",\"app_secret\":\"%s\"}"
                                .formatted(account(i), account(i), LoadTools.APP_SECRET));
            }
        }
        try (Connection connection = stack.store();
                var statement = connection.createStatement()) {
            // At once: a tenant is published as it is when it first can be seen.
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL search_path = config");
            statement.execute("""
                    INSERT INTO tenant (tenant_id, name, policy)
                    SELECT 'bench-' || n, 'Salon ' || n, p.policy
                    FROM generate_series(%d, %d - 1) n, tenant p WHERE p.tenant_id = '%s'""".formatted(first, tenants, pattern));
            statement.execute("""
                    INSERT INTO phone_number (phone_number_id, app_id, display_number, name, tenant_id, active)
                    SELECT (540000000000000 + n)::text, '9' || lpad((%d + n %% %d)::text, 15, '0'), '+1555' || lpad(n::text, 7, '0'), 'Salon',
                      'bench-' || n, true
                    FROM generate_series(%d, %d - 1) n""".formatted(FIRST_ACCOUNT, ACCOUNTS, first, tenants));
            statement.execute("""
                    INSERT INTO endpoint (tenant_id, endpoint_id, name, provider, api_url, api_version, phone_number_id, waba_id,
                      role, priority, weight, active, webhook_url, allowed_cidrs, secrets, revision)
                    SELECT 'bench-' || n, 'main', 'Main', 'META_CLOUD', 'http://127.0.0.1:%d', 'v23.0', (540000000000000 + n)::text,
                      lpad((%d + n %% %d)::text, 15, '0'), 'ACTIVE', 0, 1, true, '', '{}', '{}', 1
                    FROM generate_series(%d, %d - 1) n""".formatted(LoadTools.SINK_PORT, FIRST_ACCOUNT, ACCOUNTS, first, tenants));
            statement.execute("""
                    INSERT INTO project (project_id, tenant_id, name, url, description, headers, active, max_in_flight, timeout_millis)
                    SELECT 'bench-' || n, 'bench-' || n, 'Backend', '%s', '', '{}', true, 0, 0
                    FROM generate_series(%d, %d - 1) n""".formatted(url, first, tenants));
            statement.execute("""
                    INSERT INTO mapping (phone_number_id, project_id, priority)
                    SELECT (540000000000000 + n)::text, 'bench-' || n, 1 FROM generate_series(%d, %d - 1) n""".formatted(first, tenants));
            connection.commit();
            connection.setAutoCommit(true);
            statement.execute("ANALYZE");
        }
        published(stack);
    }

    private static void published(SplitStack stack) throws SQLException {
        try (Connection connection = stack.store();
                var statement = connection.createStatement()) {
            while (true) {
                try (var rows = statement.executeQuery(
                        "SELECT count(*) FROM config.tenant WHERE published_revision < revision")) {
                    rows.next();
                    if (rows.getInt(1) == 0) {
                        return;
                    }
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    /// How many deliveries wait.
    static long pending(SplitStack stack) throws SQLException {
        try (Connection connection = stack.store();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM ingress.delivery")) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
