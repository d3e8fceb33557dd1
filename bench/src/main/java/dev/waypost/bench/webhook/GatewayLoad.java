package dev.waypost.bench.webhook;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Messages of users who are locked to one of many tenants behind one number of a WAHA server.
final class GatewayLoad {
    private static final int TENANTS = 100;
    private static final int MESSAGES = Integer.getInteger("bench.messages", 40_000);
    private static final long FIRST_USER = 971_500_000_000L;
    private static final String TEXT = "x".repeat(300);

    private final SplitStack stack;
    private final LoadTools tools;
    private final AtomicLong sequence = new AtomicLong(System.currentTimeMillis() / 100 % 10_000_000);

    GatewayLoad(SplitStack stack, LoadTools tools) {
        this.stack = stack;
        this.tools = tools;
    }

    void measure(int users) throws IOException, InterruptedException {
        setUp();
        System.out.println("""
                | messages | answered/s | answer p50 ms | p99 ms | POST → project p50 ms | p99 ms | \
                CPU µs per message: ingress + PostgreSQL + rest | refused, lost, twice |
                | --- | --- | --- | --- | --- | --- | --- | --- |""");
        post(
                "%,d deep links, each of a new user".formatted(users),
                users,
                turn -> message(turn, "start_bench_" + turn % TENANTS));
        post(null, MESSAGES, turn -> message(turn % users, TEXT));
        post(
                "%,d messages of %,d locked users".formatted(MESSAGES, users),
                MESSAGES,
                turn -> message(turn % users, TEXT));
    }

    private Poster.Letter message(int user, String text) {
        return Poster.ofWaha(sequence.incrementAndGet(), FIRST_USER + user, text);
    }

    private void setUp() throws IOException, InterruptedException {
        stack.ask("PUT", "/api/whatsapp/endpoints/platform", """
                {"provider":"WAHA","id":"shared","apiUrl":"http://127.0.0.1:%d","session":"default","apiKey":"k","webhookSecret":"%s",
                 "force":true}""".formatted(LoadTools.SINK_PORT, LoadTools.APP_SECRET));
        stack.ask(
                "POST",
                "/admin/gateways",
                "{\"id\":\"bench\",\"name\":\"Bench\",\"tenant_id\":\"platform\",\"endpoint_id\":\"shared\",\"word\":\"bench\"}");
        for (int i = 0; i < TENANTS; i++) {
            HubScene.tenant(stack, "agent-" + i, i);
            HubScene.project(stack, WebhookBench.SINK, i);
            stack.ask("PUT", "/admin/gateways/bench/codes/" + i, "{\"tenant_id\":\"agent-" + i + "\"}");
        }
    }

    /// @param name of the row; none is printed without
    private void post(@Nullable String name, int messages, IntFunction<Poster.Letter> letters)
            throws IOException, InterruptedException {
        tools.forget();
        Spent before = stack.spent();
        try (var poster = new Poster(stack.webhookPort(), "/webhook/gateway/bench", letters)) {
            Poster.Posted posted = poster.post(messages);
            Json sink = tools.arrived();
            long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            while (sink.number("stamped") < posted.accepted() && System.nanoTime() < patience) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                sink = tools.arrived();
            }
            if (name != null) {
                System.out.printf(
                        "| %s | %,.0f | %.1f | %.1f | %.1f | %.1f | %s | %d, %.0f, %.0f |%n",
                        name,
                        posted.accepted() / posted.seconds(),
                        posted.millis(0.5),
                        posted.millis(0.99),
                        sink.number("p50") / 1e3,
                        sink.number("p99") / 1e3,
                        stack.spent().since(before).each(posted.accepted()),
                        messages - posted.accepted(),
                        posted.accepted() - sink.number("stamped"),
                        sink.number("dup"));
            }
        }
    }
}
