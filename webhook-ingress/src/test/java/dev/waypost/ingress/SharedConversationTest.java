package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.testkit.Fixtures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several write into one conversation at the same instant, at two processes: their rows are committed in another order
/// than that of their ids, and yet none overtakes what was acknowledged before it was sent.
final class SharedConversationTest {
    private static final Duration SOON = Duration.ofSeconds(120);
    /// The long form says `-Dtest.rounds=3000`.
    private static final int ROUNDS = Integer.getInteger("test.rounds", 150);

    private static final int CONVERSATIONS = 8;
    private static final int WRITERS = 2;
    private static final int EACH = 2;

    @TempDir
    Path folder;

    private final WebhookLedger ledger = new WebhookLedger();
    private TwoIngresses two;

    @BeforeEach
    void start() throws Exception {
        two = new TwoIngresses(folder);
    }

    @AfterEach
    void stop() {
        two.close();
    }

    @Test
    void nothing_overtakes_what_was_acknowledged_before_it_was_sent() throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            // While the first of each conversation is under way the others pile up behind it. Not for long: what one
            // process committed and the other did not see yet is to be found missing by its commit, not by a look.
            CountDownLatch hold = two.project.holds();
            allWrite();
            hold.countDown();
            int sent = round * CONVERSATIONS * WRITERS * EACH;
            assertThat(ledger.acknowledged()).isEqualTo(sent);
            await().pollInterval(Duration.ofMillis(5))
                    .atMost(SOON)
                    .until(() -> two.project.got().size() >= sent);
        }
        ledger.holds(two.project, 0);
    }

    private void allWrite() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writers = Stream.generate(() -> Fixtures.digits(9))
                    .limit(CONVERSATIONS)
                    .<Future<?>>flatMap(user -> IntStream.range(0, WRITERS)
                            .mapToObj(writer -> threads.submit(() -> writes(user, Fixtures.digits(9), writer))))
                    .toList();
            for (Future<?> writer : writers) {
                writer.get();
            }
        }
    }

    /// Each message at the other process than the one before it.
    private Void writes(String user, String writer, int first) throws Exception {
        for (int number = 1; number <= EACH; number++) {
            byte[] body = two.tenant.message("wamid." + writer + "." + number, user, writer + ":" + number, null);
            ledger.sends(writer, two.tenant.id, number);
            IngressProcess taker = (first + number) % 2 == 0 ? two.one : two.other;
            ledger.answered(writer, number, taker.receives(two.tenant, body));
        }
        return null;
    }
}
