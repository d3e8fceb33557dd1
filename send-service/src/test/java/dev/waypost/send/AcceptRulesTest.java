package dev.waypost.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.util.Timestamps;
import com.google.re2j.Pattern;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.proto.send.v1.BlockListServiceGrpc;
import dev.waypost.proto.send.v1.BlockNumbersRequest;
import dev.waypost.proto.send.v1.BlockedNumber;
import dev.waypost.proto.send.v1.ContactServiceGrpc;
import dev.waypost.proto.send.v1.Contacted;
import dev.waypost.proto.send.v1.Content;
import dev.waypost.proto.send.v1.ListBlockedNumbersRequest;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.proto.send.v1.RecordContactsRequest;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.proto.send.v1.Template;
import dev.waypost.proto.send.v1.UnblockNumbersRequest;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.tenant.KnownTenants;
import dev.waypost.send.tenant.SendingRules;
import dev.waypost.send.tenant.SendingRules.WindowRule;
import dev.waypost.testkit.Fixtures;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AcceptRulesTest {
    private SendScene scene;
    private SendScene other;

    @BeforeAll
    void start() {
        scene = new SendScene(
                Map.of("waypost.send.block.remembered-per-tenant", "5", "waypost.send.block.refresh", "50ms"));
        other = new SendScene(Map.of("waypost.send.block.refresh", "50ms", "waypost.send.dispatch.enabled", "false"));
    }

    @AfterAll
    void stop() {
        scene.close();
        other.close();
    }

    @Test
    void a_blocked_user_gets_nothing_however_the_number_is_written() {
        String tenant = tenant();
        String digits = "55119" + Fixtures.digits(8);

        block(tenant, "+" + digits);

        assertThat(refusal(tenant, "+" + digits)).isEqualTo("NUMBER_BLOCKED");
        assertThat(refusal(tenant, "00" + digits)).isEqualTo("NUMBER_BLOCKED");
        assertThat(refusal(tenant, "+5511" + digits.substring(5))).isEqualTo("NUMBER_BLOCKED");
        unblock(tenant, digits);
        assertThat(refusal(tenant, "+" + digits)).isEqualTo("none");
    }

    @Test
    void a_list_that_is_too_long_for_memory_blocks_as_well() {
        String tenant = tenant();
        List<String> numbers = phones(8);

        block(tenant, numbers.toArray(String[]::new));

        assertThat(refusal(tenant, numbers.get(7))).isEqualTo("NUMBER_BLOCKED");
        assertThat(refusal(tenant, Fixtures.phone())).isEqualTo("none");
    }

    @Test
    void what_waits_for_a_user_fails_when_the_user_is_blocked() {
        String tenant = tenant();
        String to = Fixtures.phone();
        Message waiting = scene.send(scene.text(to, "later").setTenantId(tenant).setSendAt(in(3600)));

        block(tenant, to);

        Message failed = scene.awaitState(tenant, waiting.getMessageId(), MessageState.MESSAGE_STATE_FAILED);
        assertThat(failed.getFailure().getReason()).isEqualTo("NUMBER_BLOCKED");
    }

    @Test
    void another_process_learns_of_a_block_soon() {
        String tenant = tenant();
        String to = Fixtures.phone();
        assertThat(refusal(other, tenant, to)).isEqualTo("none");

        block(tenant, to);

        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(refusal(other, tenant, to)).isEqualTo("NUMBER_BLOCKED"));
    }

    @Test
    void a_list_is_read_in_pages_by_prefix_and_a_repeated_import_gets_its_answer() {
        String tenant = tenant();
        List<String> numbers = phones(5);
        var request = blocking(tenant, numbers)
                .addNumbers("nonsense")
                .addNumbers("+14155552671")
                .setCause("asked")
                .build();

        var first = blockList().blockNumbers(request);
        var again = blockList().blockNumbers(request);
        StatusRuntimeException reused = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> blockList()
                        .blockNumbers(request.toBuilder().setCause("other").build()));

        assertThat(first.getBlocked()).isEqualTo(6);
        assertThat(first.getInvalidNumbersList()).containsExactly("nonsense");
        assertThat(again).isEqualTo(first);
        assertThat(FaultStatus.of(reused).reason().name()).isEqualTo("REQUEST_ID_REUSED");
        assertThat(listed(tenant, "+49"))
                .extracting(BlockedNumber::getNumber)
                .containsExactlyElementsOf(numbers.stream().sorted().toList());
        assertThat(listed(tenant, ""))
                .hasSize(6)
                .allSatisfy(one -> assertThat(one.getCause()).isEqualTo("asked"));
        assertThat(listed(tenant(), "")).isEmpty();
    }

    @Test
    void only_numbers_that_the_tenant_allows_are_written_to() {
        String tenant = tenant();
        rules(tenant, Pattern.compile("^[0-9]{10,13}$"), "49", List.of(), WindowRule.SEND);

        assertThat(refusal(tenant, "0151 2345678901")).isEqualTo("PHONE_NUMBER_INVALID");
        Message sent = scene.send(scene.text("0151/2345-6789", "x").setTenantId(tenant));
        assertThat(sent.getTo()).isEqualTo("+4915123456789");
    }

    @Test
    void a_suspicious_text_waits_for_a_person() {
        String tenant = tenant();
        rules(tenant, null, "", List.of(Pattern.compile("(?i)bit\\.ly/")), WindowRule.SEND);
        String to = Fixtures.phone();

        Message held = scene.send(scene.text(to, "win at BIT.LY/x").setTenantId(tenant));
        Message fine = scene.send(scene.text(to, "hello").setTenantId(tenant));

        scene.awaitState(tenant, fine.getMessageId(), MessageState.MESSAGE_STATE_SENT);
        assertThat(held.getState()).isEqualTo(MessageState.MESSAGE_STATE_HELD);
        assertThat(held.getFailure().getReason()).isEqualTo("SUSPICIOUS_CONTENT");
        assertThat(scene.sentTo(to)).isEqualTo(1);
    }

    @Test
    void a_closed_window_refuses_free_texts_but_no_templates() {
        String tenant = tenant();
        rules(tenant, null, "", List.of(), WindowRule.REJECT);
        String to = "+52155" + Fixtures.digits(8);

        assertThat(refusal(tenant, to)).isEqualTo("WINDOW_CLOSED");
        assertThat(scene.send(scene.text(to, "x").setTenantId(tenant).setContent(template()))
                        .getState())
                .isEqualTo(MessageState.MESSAGE_STATE_QUEUED);
        wrote(tenant, "5255" + to.substring(6), 86_000);
        assertThat(refusal(tenant, to)).isEqualTo("none");
        assertThat(refusal(scene.text(to, "x").setTenantId(tenant).setSendAt(in(3600))))
                .isEqualTo("WINDOW_CLOSED");
        wrote(tenant, Fixtures.digits(11), 0);
        String forgotten = Fixtures.phone();
        wrote(tenant, forgotten.substring(1), 86_500);
        assertThat(refusal(tenant, forgotten)).isEqualTo("WINDOW_CLOSED");
    }

    @Test
    void a_closed_window_may_send_the_tenants_template_instead() {
        String tenant = tenant();
        rules(tenant, null, "", List.of(), WindowRule.TEMPLATE);
        String to = Fixtures.phone();

        Message replaced = scene.send(scene.text(to, "free").setTenantId(tenant));
        wrote(tenant, to.substring(1), 10);
        Message free = scene.send(scene.text(to, "free").setTenantId(tenant));

        assertThat(replaced.getContent().getTemplate().getName()).isEqualTo("come_back");
        assertThat(free.getContent().getText().getBody()).isEqualTo("free");
        scene.awaitState(tenant, free.getMessageId(), MessageState.MESSAGE_STATE_SENT);
        assertThat(scene.control("GET", "ledger?to=" + to.substring(1), "")).contains("\"template\"");
    }

    @Test
    void an_accepted_request_keeps_its_answer_when_the_rules_change() {
        String tenant = tenant();
        String to = Fixtures.phone();
        SendRequest request = scene.text(to, "once").setTenantId(tenant).build();
        Message first = scene.messages().send(request).getMessage();

        block(tenant, to);
        var again = scene.messages().send(request);
        String otherBody = refusal(request.toBuilder().setContent(template()));

        assertThat(again.getMessage().getMessageId()).isEqualTo(first.getMessageId());
        assertThat(again.getRepeatedRequest()).isTrue();
        assertThat(otherBody).isEqualTo("REQUEST_ID_REUSED");
    }

    private String tenant() {
        String tenant = Fixtures.tenantId();
        KnownTenants.put(tenant, ProviderKind.META_CLOUD, scene.apiUrl(), scene.phoneNumberId);
        return tenant;
    }

    private static void rules(
            String tenant, @Nullable Pattern allowed, String countryCode, List<Pattern> suspicious, WindowRule window) {
        KnownTenants.rules(
                tenant,
                rules -> new SendingRules(
                        rules.rateLimit(),
                        rules.rateWindow(),
                        window,
                        "come_back",
                        "en_US",
                        allowed,
                        countryCode,
                        suspicious,
                        rules.encryptsTexts(),
                        rules.retention()));
    }

    private static Content template() {
        return Content.newBuilder()
                .setTemplate(Template.newBuilder().setName("hello").setLanguage("en"))
                .build();
    }

    private void wrote(String tenant, String user, long secondsAgo) {
        ContactServiceGrpc.newBlockingStub(scene.asService())
                .recordContacts(RecordContactsRequest.newBuilder()
                        .addContacts(Contacted.newBuilder()
                                .setTenantId(tenant)
                                .setEndpointId("ep-" + tenant)
                                .setUser(user)
                                .setLastTime(in(-secondsAgo)))
                        .build());
    }

    private BlockListServiceGrpc.BlockListServiceBlockingStub blockList() {
        return BlockListServiceGrpc.newBlockingStub(scene.service.admin());
    }

    private void block(String tenant, String... numbers) {
        blockList().blockNumbers(blocking(tenant, List.of(numbers)).build());
    }

    private void unblock(String tenant, String number) {
        blockList()
                .unblockNumbers(UnblockNumbersRequest.newBuilder()
                        .setTenantId(tenant)
                        .setRequestId(Fixtures.id("req"))
                        .addNumbers(number)
                        .build());
    }

    private static BlockNumbersRequest.Builder blocking(String tenant, List<String> numbers) {
        return BlockNumbersRequest.newBuilder()
                .setTenantId(tenant)
                .setRequestId(Fixtures.id("req"))
                .addAllNumbers(numbers);
    }

    private List<BlockedNumber> listed(String tenant, String prefix) {
        List<BlockedNumber> all = new ArrayList<>();
        String token = "";
        do {
            var page = blockList()
                    .listBlockedNumbers(ListBlockedNumbersRequest.newBuilder()
                            .setTenantId(tenant)
                            .setPageSize(2)
                            .setPageToken(token)
                            .setPrefix(prefix)
                            .build());
            all.addAll(page.getBlockedNumbersList());
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return all;
    }

    private static List<String> phones(int count) {
        List<String> phones = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            phones.add(Fixtures.phone());
        }
        return phones;
    }

    private String refusal(String tenant, String to) {
        return refusal(scene, tenant, to);
    }

    private static String refusal(SendScene at, String tenant, String to) {
        return refusal(at, at.text(to, "x").setTenantId(tenant));
    }

    private String refusal(SendRequest.Builder request) {
        return refusal(scene, request);
    }

    private static String refusal(SendScene at, SendRequest.Builder request) {
        try {
            at.send(request);
            return "none";
        } catch (StatusRuntimeException refused) {
            return FaultStatus.of(refused).reason().name();
        }
    }

    private static com.google.protobuf.Timestamp in(long seconds) {
        return Timestamps.fromMillis(System.currentTimeMillis() + seconds * 1000);
    }
}
