package dev.waypost.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.platform.settings.Secret;
import dev.waypost.simulator.Simulator;
import io.micronaut.context.ApplicationContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CheckersTest {
    private static final String HOOK = "https://hooks.example/api/whatsapp/webhook/t/e";
    private static Simulator simulator;
    private static ApplicationContext context;
    private static Providers providers;

    @BeforeAll
    static void start() throws Exception {
        simulator = Simulator.start(0);
        context =
                ApplicationContext.run(Map.of("waypost.service", "test", "waypost.http.allowed-cidrs", "127.0.0.0/8"));
        providers = new Providers(context.getBean(GuardedHttp.class));
    }

    @AfterAll
    static void stop() {
        context.close();
        simulator.close();
    }

    @ParameterizedTest
    @EnumSource(ProviderKind.class)
    void an_endpoint_that_is_ready_passes_every_step(ProviderKind kind) throws Exception {
        register(kind, "ready", "us:er-key", "", HOOK);

        assertThat(check(kind, "ready", "us:er-key", HOOK))
                .extracting(Check::finding)
                .hasSize(3)
                .allSatisfy(finding -> assertThat(finding).isInstanceOf(Finding.Passed.class));
    }

    @ParameterizedTest
    @EnumSource(ProviderKind.class)
    void a_wrong_key_fails_the_first_step_and_is_not_repeated(ProviderKind kind) throws Exception {
        register(kind, "locked", "us:er-key", "", HOOK);

        List<Check> checks = check(kind, "locked", "wrong-key-wrong-key", HOOK);

        assertThat(checks).extracting(Check::step).containsExactly(Check.Step.values());
        assertThat(checks.getFirst().finding()).isInstanceOfSatisfying(Finding.Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo(CauseKind.CREDENTIAL);
            assertThat(failed.detail()).doesNotContain("wrong-key");
        });
        assertThat(checks.getLast().finding()).isInstanceOf(Finding.Skipped.class);
    }

    @ParameterizedTest
    @CsvSource({
        "WAHA, SCAN_QR_CODE, SCAN_QR_CODE",
        "WAHA, FAILED, FAILED",
        "GOWA, SCAN_QR_CODE, not logged in",
        "GOWA, STOPPED, not logged in",
        "EVOLUTION, SCAN_QR_CODE, connecting",
        "EVOLUTION, STOPPED, close"
    })
    void a_session_that_cannot_send_fails_the_account(ProviderKind kind, String status, String said) throws Exception {
        register(kind, "asleep", "us:er-key", ",\"status\":\"" + status + "\"", HOOK);

        List<Check> checks = check(kind, "asleep", "us:er-key", HOOK);

        assertThat(checks.get(0).finding()).isInstanceOf(Finding.Passed.class);
        assertThat(checks.get(1).finding()).isInstanceOfSatisfying(Finding.Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo(CauseKind.SESSION);
            assertThat(failed.detail()).contains(said);
        });
        assertThat(checks.get(2).finding()).isInstanceOf(Finding.Skipped.class);
    }

    @ParameterizedTest
    @CsvSource({"CONNECTED, BLOCKED, Failed", "FLAGGED, AVAILABLE, Failed", "CONNECTED, LIMITED, Warned"})
    void a_number_in_trouble_is_told(String status, String canSend, String finding) throws Exception {
        register(
                ProviderKind.META_CLOUD,
                "trouble",
                "token",
                ",\"status\":\"" + status + "\",\"canSendMessage\":\"" + canSend + "\"",
                HOOK);

        Check account = check(ProviderKind.META_CLOUD, "trouble", "token", HOOK).get(1);

        assertThat(account.finding().getClass().getSimpleName()).isEqualTo(finding);
    }

    @ParameterizedTest
    @EnumSource(ProviderKind.class)
    void an_unknown_number_or_session_fails_the_account(ProviderKind kind) throws Exception {
        register(kind, "known", "us:er-key", "", HOOK);

        assertThat(check(kind, "unknown", "us:er-key", HOOK).get(1).finding()).isInstanceOf(Finding.Failed.class);
    }

    @ParameterizedTest
    @EnumSource(ProviderKind.class)
    void webhooks_that_go_elsewhere_are_told_without_the_foreign_address(ProviderKind kind) throws Exception {
        register(kind, "elsewhere", "us:er-key", "", "https://other.example/secret-path");

        Check webhook = check(kind, "elsewhere", "us:er-key", HOOK).get(2);

        assertThat(webhook.finding()).isInstanceOf(Finding.Warned.class);
        assertThat(webhook.finding().detail()).contains("other.example").doesNotContain("secret-path");
    }

    @Test
    void a_gateway_without_a_webhook_is_told() throws Exception {
        register(ProviderKind.WAHA, "deaf", "us:er-key", "", null);
        register(ProviderKind.GOWA, "deaf", "us:er-key", "", null);
        register(ProviderKind.EVOLUTION, "deaf", "us:er-key", "", null);

        assertThat(check(ProviderKind.WAHA, "deaf", "us:er-key", HOOK).get(2).finding())
                .isInstanceOf(Finding.Warned.class);
        assertThat(check(ProviderKind.GOWA, "deaf", "us:er-key", HOOK).get(2).finding())
                .isInstanceOf(Finding.Warned.class);
        assertThat(check(ProviderKind.EVOLUTION, "deaf", "us:er-key", HOOK)
                        .get(2)
                        .finding())
                .isInstanceOf(Finding.Failed.class);
    }

    @ParameterizedTest
    @EnumSource(ProviderKind.class)
    void a_server_that_answers_nonsense_or_nothing_fails_the_first_step(ProviderKind kind) throws Exception {
        register(kind, "broken", "us:er-key", "", HOOK);
        control("PUT", "faults", "{\"rules\":[{\"match\":{\"path\":\"/" + base(kind) + "/*\"},\"html502\":true}]}");
        try {
            assertThat(check(kind, "broken", "us:er-key", HOOK).getFirst().finding())
                    .isInstanceOfSatisfying(
                            Finding.Failed.class,
                            failed -> assertThat(failed.kind()).isEqualTo(CauseKind.TRANSPORT));
        } finally {
            control("DELETE", "faults", "");
        }
    }

    private static List<Check> check(ProviderKind kind, String name, String key, String webhook) {
        boolean meta = kind == ProviderKind.META_CLOUD;
        var access = new EndpointAccess(
                kind,
                "http://127.0.0.1:" + simulator.port() + "/" + base(kind),
                meta ? "v23.0" : "",
                meta ? name : null,
                meta ? "waba-" + name : null,
                meta ? null : name,
                Secret.of(key));
        List<Check> told = new ArrayList<>();
        List<Check> all = providers.of(kind).checker().check(access, webhook, Duration.ofSeconds(5), told::add);
        assertThat(told).as("each step is told once, in order").isEqualTo(all);
        return all;
    }

    private static String base(ProviderKind kind) {
        return switch (kind) {
            case META_CLOUD -> "meta";
            case WAHA -> "waha";
            case GOWA -> "gowa";
            case EVOLUTION -> "evolution";
        };
    }

    private static void register(ProviderKind kind, String name, String key, String more, @Nullable String webhook)
            throws Exception {
        String who = kind == ProviderKind.META_CLOUD
                ? "\"phoneNumberId\":\"%s\",\"wabaId\":\"waba-%s\",\"appSecret\":\"s\"".formatted(name, name)
                : "\"session\":\"" + name + "\"";
        String hook = webhook == null ? "" : ",\"webhookUrl\":\"" + webhook + "\"";
        int status = control(
                "POST",
                "accounts",
                "{\"provider\":\"" + kind + "\"," + who + ",\"accessToken\":\"" + key + "\"" + hook + more + "}");
        assertThat(status).isBetween(200, 201);
    }

    private static int control(String method, String path, String body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + simulator.port() + "/control/" + path))
                                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
