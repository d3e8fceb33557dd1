package dev.waypost.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.send.tenant.KnownTenants;
import dev.waypost.testkit.Fixtures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// When the active endpoint changes, the standby gets what the first one surely does not have, and nothing else.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailoverTest {
    private static final Pattern SENT_TO = Pattern.compile("\"to\":\"\\+?(\\d+)\"");
    private static final Duration SOON = Duration.ofSeconds(60);

    private SendScene scene;

    @BeforeAll
    void start() {
        scene = new SendScene(
                Map.of("waypost.send.dispatch.retry-base", "50ms", "waypost.send.dispatch.retry-cap", "500ms"));
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    /// What becomes of a send through the first endpoint.
    private enum Fate {
        TAKEN(""),
        BROKEN("\"code\":190"),
        BUSY("\"code\":131016"),
        SLOWER("\"code\":130429"),
        ERROR_PAGE("\"html502\":true"),
        TAKEN_AND_CUT("\"reset\":true,\"afterAccept\":true"),
        TAKEN_AND_LATE("\"latencyMs\":4000,\"afterAccept\":true");

        private final String fault;

        Fate(String fault) {
            this.fault = fault;
        }
    }

    @Test
    void no_message_is_given_to_both_endpoints() {
        String first = scene.phoneNumberId;
        String standby = Fixtures.phoneNumberId();
        scene.account(standby);
        String tenant = Fixtures.tenantId();
        KnownTenants.standby(tenant, scene.apiUrl(), first, standby, true);
        Map<String, Fate> fates = new HashMap<>();
        List<String> rules = new ArrayList<>();
        for (Fate fate : Fate.values()) {
            for (int i = 0; i < 5; i++) {
                String to = Fixtures.phone();
                fates.put(to.substring(1), fate);
                if (fate != Fate.TAKEN) {
                    rules.add(
                            "{\"match\":{\"to\":\"%s\",\"phoneNumberId\":\"%s\"},%s}".formatted(to, first, fate.fault));
                }
            }
        }
        scene.faults(String.join(",", rules));

        Map<String, String> ids = new HashMap<>();
        fates.keySet()
                .forEach(to -> ids.put(
                        to,
                        scene.send(scene.text("+" + to, "either").setTenantId(tenant))
                                .getMessageId()));
        // Each was tried through the first one.
        await().atMost(SOON)
                .until(() -> ids.values().stream()
                        .allMatch(id -> scene.get(tenant, id).getAttemptsCount() > 0));
        KnownTenants.standby(tenant, scene.apiUrl(), first, standby, false);
        Map<String, MessageState> ended = new HashMap<>();
        ids.forEach((to, id) -> ended.put(to, ended(tenant, id).getState()));

        Set<String> throughFirst = sentThrough(first);
        Set<String> throughStandby = sentThrough(standby);
        assertThat(throughStandby).doesNotContainAnyElementsOf(throughFirst);
        fates.forEach((to, fate) -> {
            switch (fate) {
                case TAKEN -> assertThat(throughFirst).as(fate.name()).contains(to);
                case BROKEN, BUSY, SLOWER ->
                    assertThat(throughStandby).as(fate.name()).contains(to);
                case ERROR_PAGE ->
                    assertThat(ended.get(to)).as(fate.name()).isEqualTo(MessageState.MESSAGE_STATE_UNKNOWN);
                case TAKEN_AND_CUT, TAKEN_AND_LATE -> {
                    assertThat(throughFirst).as(fate.name()).contains(to);
                    assertThat(ended.get(to)).as(fate.name()).isEqualTo(MessageState.MESSAGE_STATE_UNKNOWN);
                }
            }
        });
    }

    private Message ended(String tenant, String id) {
        await().atMost(SOON).until(() -> switch (scene.get(tenant, id).getState()) {
            case MESSAGE_STATE_SENT, MESSAGE_STATE_UNKNOWN -> true;
            default -> false;
        });
        return scene.get(tenant, id);
    }

    private Set<String> sentThrough(String phoneNumberId) {
        Set<String> to = new TreeSet<>();
        var matcher = SENT_TO.matcher(scene.control("GET", "ledger?limit=1000&phoneNumberId=" + phoneNumberId, ""));
        while (matcher.find()) {
            to.add(matcher.group(1));
        }
        return to;
    }
}
