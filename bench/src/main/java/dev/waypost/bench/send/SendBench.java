package dev.waypost.bench.send;

import dev.waypost.bench.send.SendLoad.Plan;
import dev.waypost.bench.send.SendLoad.Way;
import dev.waypost.bench.webhook.HubScene;
import dev.waypost.bench.webhook.Receipts;
import dev.waypost.bench.webhook.SplitStack;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Messages accepted, dispatched and recorded: call by call and over streams, for few tenants and many, beside a tenant
/// at its limit, with all their receipts, and what those that wait hold in memory.
public final class SendBench {
    private static final int WARM = Integer.getInteger("bench.warm", 20);
    private static final int SECONDS = Integer.getInteger("bench.seconds", 15);
    private static final int CONNECTIONS = 4;
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final List<String> PARTS = List.of("send", "postgres", "redis", "config", "health", "ingress");
    private static final String PROJECT = "http://127.0.0.1:" + ProviderSink.PORT + "/in";

    private final SplitStack stack;
    private final ProviderSink sink;
    private final List<Channel> channels;
    private @Nullable Receipts told;

    private SendBench(SplitStack stack, ProviderSink sink, List<ManagedChannel> connections) {
        this.stack = stack;
        this.sink = sink;
        var headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + stack.adminKey());
        this.channels = connections.stream()
                .map(connection ->
                        ClientInterceptors.intercept(connection, MetadataUtils.newAttachHeadersInterceptor(headers)))
                .toList();
    }

    public static void main(List<String> arguments) throws Exception {
        String scenario = arguments.isEmpty() ? "stream" : arguments.getFirst();
        List<Integer> sizes = arguments.stream().skip(1).map(Integer::valueOf).toList();
        List<ManagedChannel> connections = new ArrayList<>();
        try (var sink = new ProviderSink();
                var stack = SplitStack.start()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(ManagedChannelBuilder.forAddress("127.0.0.1", stack.sendPort())
                        .usePlaintext()
                        .build());
            }
            var bench = new SendBench(stack, sink, connections);
            switch (scenario) {
                case "stream" -> bench.one(Way.STREAMS);
                case "unary" -> bench.one(Way.CALLS);
                case "tenants" -> bench.tenants(sizes.isEmpty() ? List.of(10, 1_000, 100_000) : sizes);
                case "limit" -> bench.limit();
                case "memory" -> bench.memory(sizes.isEmpty() ? 8_000 : sizes.getFirst());
                case "pause" -> bench.pause(sizes.isEmpty() ? 4_000 : sizes.getFirst());
                case "receipts" -> bench.receipts(sizes.isEmpty() ? List.of(250, 500, 1_000) : sizes);
                default ->
                    throw new IllegalArgumentException(
                            "value: '" + scenario
                                    + "' (expected: stream, unary, tenants [n…], limit, memory [n], pause [n] or receipts [n…])");
            }
        } finally {
            connections.forEach(ManagedChannel::shutdownNow);
        }
    }

    private void one(Way way) throws Exception {
        unlimited();
        HubScene.tenants(stack, "pattern", PROJECT, 0, 1_000);
        warm(new Plan(way, 0, 1_000, 0, true));
        head();
        double full = row(new Plan(way, 0, 1_000, 0, true), "as fast as it goes");
        int most = (int) (full * 0.7);
        row(new Plan(way, 0, 1_000, most, true), "70 %% of that, %,d/s".formatted(most));
        row(new Plan(way, 0, 1_000, 1_000, true), "1,000/s");
    }

    private void tenants(List<Integer> counts) throws Exception {
        unlimited();
        head();
        int made = 0;
        for (int count : counts) {
            HubScene.tenants(stack, "pattern", PROJECT, made, count);
            made = count;
            warm(new Plan(Way.STREAMS, 0, count, 0, true));
            row(new Plan(Way.STREAMS, 0, count, 0, true), "%,d tenants, streams".formatted(count));
            row(new Plan(Way.STREAMS, 0, count, 1_000, true), "%,d tenants, 1,000/s".formatted(count));
        }
    }

    /// What 100 tenants notice of one that sends over its own limit and of one that sends over its number's.
    private void limit() throws Exception {
        HubScene.tenant(stack, "limited", 9_000_001);
        unlimited();
        HubScene.tenants(stack, "pattern", PROJECT, 0, 100);
        HubScene.tenants(stack, "limited", PROJECT, 100, 101);
        HubScene.tenants(stack, "pattern", PROJECT, 101, 102);
        sink.standard(HubScene.phoneNumber(101));
        warm(new Plan(Way.STREAMS, 0, 100, 0, true));
        head();
        var others = new Plan(Way.STREAMS, 0, 100, 1_000, true);
        row(others, "1,000/s, alone");
        double alone = sink.percentile(0.99);
        beside(others, 100, "1,000/s, beside a tenant that queues 500/s over its limit of 100 a minute", alone);
        beside(others, 101, "1,000/s, beside a tenant that sends 500/s through a number for 80", alone);
    }

    private void beside(Plan others, int tenant, String name, double alone) throws Exception {
        var load = new SendLoad(channels, new Plan(Way.STREAMS, tenant, 1, 500, false));
        Thread noise = Thread.ofVirtual().start(() -> {
            try {
                load.run(SECONDS + 5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(5));
        row(others, name);
        System.out.printf(
                "p99 to the provider is %.1f × that of alone; of the other tenant %,d were accepted, %,d refused%n",
                sink.percentile(0.99) / Math.max(0.001, alone), load.accepted(), load.refused());
        noise.join();
    }

    /// What messages that wait for a slow provider hold, each of another conversation.
    private void memory(int conversations) throws Exception {
        unlimited();
        HubScene.tenants(stack, "pattern", PROJECT, 0, 10);
        warm(new Plan(Way.STREAMS, 0, 10, 1_000, true));
        long before = stack.liveHeap("send");
        sink.forget();
        sink.answerAfter(Duration.ofMillis(1_500));
        var load = new SendLoad(channels, new Plan(Way.STREAMS, 0, 10, 4_000, true));
        load.run(conversations / 4_000);
        long waiting = load.accepted() - sink.arrived();
        long held = stack.liveHeap("send") - before;
        System.out.printf(
                "%,d conversations wait or are under way: %,d KB of heap per 1,000 (all: %,d KB, without: %,d KB)%n",
                waiting, held * 1_000 / Math.max(1, waiting) / 1024, (held + before) / 1024, before / 1024);
    }

    /// Whether what a provider left waiting is made good while as much as before comes.
    private void pause(int rate) throws Exception {
        unlimited();
        HubScene.tenants(stack, "pattern", PROJECT, 0, 1_000);
        var plan = new Plan(Way.STREAMS, 0, 1_000, rate, true);
        warm(plan);
        head();
        row(plan, "%,d/s".formatted(rate));
        Thread slow = Thread.ofVirtual().start(() -> {
            sink.answerAfter(Duration.ofMillis(1_500));
            LockSupport.parkNanos(PAUSE.toNanos());
            sink.answerAfter(Duration.ZERO);
        });
        row(plan, "%,d/s, the provider slow for %d s at the beginning".formatted(rate, PAUSE.toSeconds()));
        slow.join();
    }

    /// The whole life of a message: the provider tells that each was sent, delivered and read, and the tenant's project
    /// gets all three.
    private void receipts(List<Integer> rates) throws Exception {
        unlimited();
        HubScene.tenants(stack, "pattern", PROJECT, 0, 1_000);
        try (var receipts = new Receipts(stack)) {
            sink.tell(receipts);
            told = receipts;
            warm(new Plan(Way.STREAMS, 0, 1_000, rates.getLast(), true));
            head();
            for (int rate : rates) {
                receipts.forget();
                row(new Plan(Way.STREAMS, 0, 1_000, rate, true), "%,d/s, three receipts each".formatted(rate));
                System.out.printf(
                        "%,d receipts, answered in %.1f / %.1f ms (p50 / p99), %,d refused; %,d messages of all are not READ%n",
                        receipts.answered(),
                        receipts.percentile(0.5),
                        receipts.percentile(0.99),
                        receipts.refused(),
                        unread());
            }
        }
    }

    private void warm(Plan plan) throws Exception {
        var load = new SendLoad(channels, plan);
        sink.forget();
        load.run(WARM);
        awaitArrived(load.accepted());
        awaitRead();
        stack.settle();
    }

    private static void head() {
        System.out.println("""
                | load | accepted/s | answer p50 ms | p99 ms | sent/s | call → provider p50 ms | p99 ms \
                | CPU µs per message: send + PostgreSQL + Redis + config + health + ingress | messages per CPU second | drained after s \
                | refused, lost, twice |
                | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |""");
    }

    /// Answers how many a second were accepted.
    private double row(Plan plan, String name) throws Exception {
        sink.forget();
        var load = new SendLoad(channels, plan);
        long[] before = spent();
        load.run(SECONDS);
        double inWindow = sink.arrived();
        long end = System.nanoTime();
        awaitArrived(load.accepted());
        awaitRead();
        double drained = (System.nanoTime() - end) / 1e9;
        long[] after = spent();
        double count = Math.max(1, load.accepted());
        long sum = 0;
        var each = new StringBuilder();
        for (int i = 0; i < after.length; i++) {
            sum += after[i] - before[i];
            each.append(i == 0 ? " = " : " + ").append("%.1f".formatted((after[i] - before[i]) / 1e3 / count));
        }
        System.out.printf(
                "| %s | %,.0f | %.1f | %.1f | %,.0f | %.1f | %.1f | %.1f%s | %,.0f | %.1f | %d, %d, %d |%n",
                name,
                count / SECONDS,
                load.percentile(0.5),
                load.percentile(0.99),
                inWindow / SECONDS,
                sink.percentile(0.5),
                sink.percentile(0.99),
                sum / 1e3 / count,
                each,
                count / (sum / 1e9),
                drained,
                load.refused(),
                load.accepted() - (sink.arrived() - sink.twice()),
                sink.twice());
        return count / SECONDS;
    }

    private void awaitArrived(long wanted) {
        long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (sink.arrived() < wanted && System.nanoTime() - patience < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /// Until receipts, where they are told, have changed all messages.
    private void awaitRead() throws SQLException {
        if (told != null) {
            long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            while ((told.open() > 0 || unread() > 0) && System.nanoTime() - patience < 0) {
                // Asking more often would be measured, too.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
    }

    private long unread() throws SQLException {
        try (var connection = stack.store();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM send.message WHERE state <> 'READ'")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private long[] spent() throws Exception {
        long[] spent = new long[PARTS.size()];
        for (int i = 0; i < spent.length; i++) {
            spent[i] = stack.of(PARTS.get(i));
        }
        return spent;
    }

    /// The tenant whose settings the others copy.
    private void unlimited() throws Exception {
        HubScene.tenant(stack, "pattern", 9_000_000);
        try (var connection = stack.store();
                var statement = connection.createStatement()) {
            statement.execute(
                    "UPDATE config.tenant SET policy = policy || '{\"rateLimit\": 1000000}' WHERE tenant_id = 'pattern'");
        } catch (SQLException e) {
            throw new IllegalStateException("the pattern has no policy", e);
        }
    }
}
