package dev.waypost.send.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SettlingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofMinutes(10);

    private final Map<String, MessageState> rows = new ConcurrentHashMap<>();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final AtomicBoolean isServing = new AtomicBoolean(true);
    private final AtomicBoolean isAway = new AtomicBoolean();
    private final AtomicInteger failed = new AtomicInteger();
    private final Settling settling = new Settling(this::states, isServing::get, 500);
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

    @BeforeEach
    void start() {
        settling.start();
    }

    @AfterEach
    void stop() {
        settling.close();
        callers.close();
    }

    @Test
    void many_callers_are_served_by_one_statement_at_a_time() throws Exception {
        List<Future<?>> waiting = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            waiting.add(wait("msg_" + i));
        }

        await().atMost(PATIENCE).until(() -> mostAtOnce.get() == 300);
        rows.replace("msg_7", MessageState.SENT);
        waiting.get(7).get(30, TimeUnit.SECONDS);
        assertThat(waiting.stream().filter(Future::isDone)).hasSize(1);
        rows.replaceAll((id, state) -> MessageState.FAILED);
        for (Future<?> one : waiting) {
            one.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_store_that_was_away_is_looked_at_again() throws Exception {
        isAway.set(true);
        Future<?> waiting = wait("msg_1");
        await().atMost(PATIENCE).until(() -> failed.get() > 1);

        rows.replace("msg_1", MessageState.SENT);
        isAway.set(false);

        waiting.get(30, TimeUnit.SECONDS);
    }

    @Test
    void a_process_that_stops_lets_everybody_go() throws Exception {
        Future<?> waiting = wait("msg_1");
        await().atMost(PATIENCE).until(() -> mostAtOnce.get() == 1);

        isServing.set(false);

        waiting.get(30, TimeUnit.SECONDS);
    }

    @Test
    void one_caller_too_many_is_answered_at_once() {
        var full = new Settling(this::states, isServing::get, 0);

        full.await("msg_1", Settling.Goal.ACCEPTED, LONG);
    }

    private Future<?> wait(String messageId) {
        rows.put(messageId, MessageState.QUEUED);
        return callers.submit(() -> settling.await(messageId, Settling.Goal.ACCEPTED, LONG));
    }

    private Map<String, MessageState> states(List<String> ids) {
        if (isAway.get()) {
            failed.incrementAndGet();
            throw Fault.of(Reason.STORE_UNAVAILABLE);
        }
        mostAtOnce.accumulateAndGet(ids.size(), Math::max);
        Map<String, MessageState> states = new HashMap<>(rows);
        states.keySet().retainAll(ids);
        return states;
    }
}
