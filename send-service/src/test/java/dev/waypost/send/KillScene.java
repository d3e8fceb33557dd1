package dev.waypost.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.db.Db;
import dev.waypost.proto.send.v1.Content;
import dev.waypost.proto.send.v1.MessageServiceGrpc;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.proto.send.v1.Text;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.tenant.KnownTenants;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/// Tenants in front of a simulator whose ledger says what was really sent, and senders that never give up.
final class KillScene implements AutoCloseable {
    private static final Pattern ENTRY = Pattern.compile("\"correlationId\":\"wp1\\.(msg_[0-9A-Z]+)");
    private static final int PAGE = 5_000;

    final Map<String, String> tenants = new HashMap<>();
    /// What was acknowledged: id of the message by id of its request.
    final Map<String, String> acknowledged = new ConcurrentHashMap<>();

    private final AtomicInteger numbers = new AtomicInteger();
    private final ControlledSimulator simulator = new ControlledSimulator();

    KillScene(int count) {
        for (int i = 0; i < count; i++) {
            String tenant = Fixtures.tenantId();
            String number = Fixtures.phoneNumberId();
            simulator.number(number);
            KnownTenants.put(tenant, ProviderKind.META_CLOUD, apiUrl(), number);
            tenants.put(tenant, number);
        }
    }

    String apiUrl() {
        return simulator.url("meta");
    }

    String anyTenant() {
        return tenants.keySet().iterator().next();
    }

    /// A recipient that nobody else writes to.
    String recipient() {
        return "+49151" + (10_000_000 + numbers.incrementAndGet());
    }

    SendRequest request(String tenant, String to) {
        return SendRequest.newBuilder()
                .setTenantId(tenant)
                .setRequestId(Fixtures.id("req"))
                .setTo(to)
                .setContent(Content.newBuilder().setText(Text.newBuilder().setBody("x")))
                .build();
    }

    /// True when it was acknowledged; a request that was so before must get the same message.
    boolean send(Channel channel, SendRequest request) {
        try {
            String messageId = MessageServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(10, TimeUnit.SECONDS)
                    .send(request)
                    .getMessage()
                    .getMessageId();
            String before = acknowledged.put(request.getRequestId(), messageId);
            assertThat(before == null || before.equals(messageId)).isTrue();
            return true;
        } catch (StatusRuntimeException away) {
            return false;
        }
    }

    /// How often each message was given to a provider.
    Map<String, Integer> ledger() {
        var times = new HashMap<String, Integer>();
        given().forEach(messageId -> times.merge(messageId, 1, Integer::sum));
        return times;
    }

    /// The messages that the provider was given, in its order.
    List<String> given() {
        var given = new ArrayList<String>();
        for (int after = 0; ; after += PAGE) {
            String page = simulator.control("GET", "ledger?limit=" + PAGE + "&after=" + after, "");
            List<String> found =
                    ENTRY.matcher(page).results().map(entry -> entry.group(1)).toList();
            given.addAll(found);
            if (found.size() < PAGE) {
                return given;
            }
        }
    }

    Map<String, String> states(ServiceUnderTest service) {
        var states = new HashMap<String, String>();
        service.bean(Db.class)
                .read(sql -> sql.list(
                        "SELECT message_id, state FROM message_now",
                        row -> Map.entry(row.string("message_id"), row.string("state"))))
                .forEach(entry -> states.put(entry.getKey(), entry.getValue()));
        return states;
    }

    /// The lease of whoever was killed ends now and not in a while.
    static void leasesRunOut(Db db) {
        db.run(sql -> sql.update("UPDATE lane_worker SET lease_until = now() - interval '1 second'"));
    }

    void faults(String rules) {
        simulator.faults(rules);
    }

    @Override
    public void close() {
        simulator.close();
    }
}
