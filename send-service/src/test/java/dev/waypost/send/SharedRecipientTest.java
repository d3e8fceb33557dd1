package dev.waypost.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.testkit.Backends;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Several callers send to one recipient at the same instant, through two processes: rows are committed in another
/// order than that of their ids, and yet none overtakes what was acknowledged before it was sent.
final class SharedRecipientTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    /// The long form says `-Dtest.rounds=2000`.
    private static final int ROUNDS = Integer.getInteger("test.rounds", 100);

    private static final int RECIPIENTS = 8;
    private static final int CALLERS = 2;
    private static final int EACH = 2;

    /// What one caller sent, in order.
    private final List<List<String>> sent = Collections.synchronizedList(new ArrayList<>());

    @Test
    void nothing_overtakes_what_was_acknowledged_before_it_was_sent() throws Exception {
        var settings = Map.<String, Object>of("waypost.db.url", Backends.freshDatabase());
        // As many tenants as keep the pace of a number from being felt.
        try (var scene = new KillScene(16);
                var one = SendProcess.start(settings, scene.apiUrl(), scene.tenants, Map.of());
                var other = SendProcess.start(settings, scene.apiUrl(), scene.tenants, Map.of())) {
            // While the first to each recipient is under way the others pile up behind it.
            scene.faults("{\"match\":{},\"latencyMs\":40}");
            for (int round = 0; round < ROUNDS; round++) {
                allSend(scene, List.of(one, other));
            }
            await().atMost(SOON).until(() -> scene.ledger().size() == ROUNDS * RECIPIENTS * CALLERS * EACH);

            List<String> given = scene.given();
            assertThat(given).doesNotHaveDuplicates();
            assertThat(sent).hasSize(ROUNDS * RECIPIENTS * CALLERS);
            for (List<String> ofOne : sent) {
                assertThat(ofOne).extracting(given::indexOf).isSorted();
            }
        }
    }

    private void allSend(KillScene scene, List<SendProcess> processes) throws Exception {
        List<String> tenants = new ArrayList<>(scene.tenants.keySet());
        Collections.shuffle(tenants);
        var callers = new ArrayList<Future<?>>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < RECIPIENTS; i++) {
                String to = scene.recipient();
                String tenant = tenants.get(i);
                for (int caller = 0; caller < CALLERS; caller++) {
                    int first = caller;
                    callers.add(threads.submit(() -> sends(scene, tenant, to, processes, first)));
                }
            }
        }
        for (Future<?> caller : callers) {
            caller.get();
        }
    }

    /// Each message through the other process than the one before it.
    private void sends(KillScene scene, String tenant, String to, List<SendProcess> processes, int first) {
        var messages = new ArrayList<String>();
        for (int i = 0; i < EACH; i++) {
            SendRequest request = scene.request(tenant, to);
            SendProcess process = processes.get((first + i) % processes.size());
            assertThat(scene.send(process.admin(), request)).isTrue();
            messages.add(Objects.requireNonNull(scene.acknowledged.get(request.getRequestId())));
        }
        sent.add(messages);
    }
}
