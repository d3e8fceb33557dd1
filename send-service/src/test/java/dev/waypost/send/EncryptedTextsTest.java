package dev.waypost.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.proto.send.v1.ListMessagesRequest;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.proto.send.v1.SendResponse;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.retention.LaterRetention;
import dev.waypost.send.tenant.KnownTenants;
import dev.waypost.send.tenant.SendingRules;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.TableDump;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What is stored of texts, and for how long.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EncryptedTextsTest {
    private final String tenant = Fixtures.tenantId();
    private SendScene scene;

    @BeforeAll
    void start() {
        scene = new SendScene(Map.of());
        KnownTenants.put(tenant, ProviderKind.META_CLOUD, scene.apiUrl(), scene.phoneNumberId);
        KnownTenants.rules(tenant, rules -> kept(rules, true, Duration.ofDays(90)));
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    @Test
    void no_table_holds_the_text_of_a_tenant_that_wants_it_sealed() {
        String text = Fixtures.id("secret");
        String to = Fixtures.phone();

        Message sent = scene.send(request(to, text));
        scene.awaitState(tenant, sent.getMessageId(), MessageState.MESSAGE_STATE_SENT);

        assertThat(TableDump.of(scene.service.bean(Db.class), "send").with(text))
                .isEmpty();
        assertThat(sent.getContent().getText().getBody()).isEqualTo(text);
        assertThat(scene.get(tenant, sent.getMessageId()).getContent().getText().getBody())
                .isEqualTo(text);
        assertThat(scene.messages()
                        .listMessages(ListMessagesRequest.newBuilder()
                                .setTenantId(tenant)
                                .setTo(to)
                                .build())
                        .getMessages(0)
                        .getContent()
                        .getText()
                        .getBody())
                .isEqualTo(text);
        assertThat(scene.sentTo(to)).isEqualTo(1);
        assertThat(digest(to)).isEqualTo(digestInClear(to, text));
    }

    @Test
    void labels_of_such_a_tenant_are_sealed_and_given_back() {
        String label = Fixtures.id("label");

        Message sent = scene.send(request(Fixtures.phone(), "x").putLabels("order", label));
        scene.awaitState(tenant, sent.getMessageId(), MessageState.MESSAGE_STATE_SENT);

        assertThat(TableDump.of(scene.service.bean(Db.class), "send").with(label))
                .isEmpty();
        assertThat(sent.getLabelsMap()).containsEntry("order", label);
        assertThat(scene.get(tenant, sent.getMessageId()).getLabelsMap()).isEqualTo(sent.getLabelsMap());
    }

    @Test
    void a_repeated_request_is_known_by_its_sealed_digest() {
        SendRequest request = request(Fixtures.phone(), "twice").build();

        SendResponse first = scene.messages().send(request);
        SendResponse again = scene.messages().send(request);

        assertThat(again.getRepeatedRequest()).isTrue();
        assertThat(again.getMessage().getMessageId())
                .isEqualTo(first.getMessage().getMessageId());
        assertThat(again.getMessage().getContent()).isEqualTo(request.getContent());
        var other = Assertions.catchThrowableOfType(
                StatusRuntimeException.class,
                () -> scene.messages()
                        .send(request.toBuilder()
                                .setContent(scene.text(request.getTo(), "other").getContent())
                                .build()));
        assertThat(FaultStatus.of(other).reason().name()).isEqualTo("REQUEST_ID_REUSED");
    }

    @Test
    void a_tenant_that_keeps_messages_shortly_has_old_ones_blanked() {
        String brief = Fixtures.tenantId();
        KnownTenants.put(brief, ProviderKind.META_CLOUD, scene.apiUrl(), scene.phoneNumberId);
        KnownTenants.rules(brief, rules -> kept(rules, false, Duration.ofHours(1)));
        String text = Fixtures.id("brief");
        Message old = scene.send(request(Fixtures.phone(), text).setTenantId(brief));
        Message young = scene.send(request(Fixtures.phone(), text + "-young").setTenantId(brief));
        scene.awaitState(brief, old.getMessageId(), MessageState.MESSAGE_STATE_SENT);
        scene.awaitState(brief, young.getMessageId(), MessageState.MESSAGE_STATE_SENT);
        // What the provider answered may be written down after its receipt: only then the message is left alone.
        Message blank = await().atMost(Duration.ofSeconds(30))
                .until(() -> blanked(brief, old), m -> m.getTo().isEmpty());

        assertThat(blank.getState()).isEqualTo(MessageState.MESSAGE_STATE_SENT);
        assertThat(blank.getContent().hasText()).isFalse();
        assertThat(scene.get(brief, young.getMessageId()).getContent().getText().getBody())
                .isEqualTo(text + "-young");
    }

    private Message blanked(String tenantId, Message message) {
        scene.service
                .bean(Db.class)
                .run(sql -> sql.update(
                        "UPDATE message SET update_time = now() - interval '2 hours' WHERE message_id = ?",
                        message.getMessageId()));
        LaterRetention.runOnce(scene.service);
        return scene.get(tenantId, message.getMessageId());
    }

    private String digest(String to) {
        return scene.control("GET", "ledger?to=" + to.substring(1), "")
                .replaceAll("(?s).*\"contentSha256\":\"([0-9a-f]+)\".*", "$1");
    }

    /// What the provider gets of the same text from a tenant that seals nothing.
    private String digestInClear(String to, String text) {
        Message message = scene.send(scene.text(to, text));
        scene.awaitState(message.getMessageId(), MessageState.MESSAGE_STATE_SENT);
        return digest(to);
    }

    private SendRequest.Builder request(String to, String text) {
        return scene.text(to, text).setTenantId(tenant);
    }

    private static SendingRules kept(SendingRules rules, boolean encrypts, Duration retention) {
        return new SendingRules(
                rules.rateLimit(),
                rules.rateWindow(),
                rules.window(),
                rules.fallbackTemplate(),
                rules.fallbackLanguage(),
                rules.allowedNumbers(),
                rules.countryCode(),
                rules.suspicious(),
                encrypts,
                retention);
    }
}
