package dev.waypost.bench.webhook;

import java.util.List;

/// From a provider's POST to the project that gets it: one project and ten, few tenants and many, a backlog that
/// drains, and a tenant beside another one that is in trouble.
public final class WebhookBench {
    private static final int CONNECTIONS = Integer.getInteger("bench.connections", 64);
    private static final int WARM = Integer.getInteger("bench.warm", 20);
    private static final int SECONDS = Integer.getInteger("bench.seconds", 15);
    static final String SINK = "http://127.0.0.1:" + LoadTools.SINK_PORT + "/in";

    /// Nobody listens there.
    private static final String DEAD = "http://127.0.0.1:7999/in";

    /// A number that the load does not write to.
    private static final int NO_LOAD = 9_999_999;

    private final SplitStack stack;
    private final LoadTools tools;

    private WebhookBench(SplitStack stack, LoadTools tools) {
        this.stack = stack;
        this.tools = tools;
    }

    public static void main(List<String> arguments) throws Exception {
        String scenario = arguments.isEmpty() ? "one" : arguments.getFirst();
        List<Integer> sizes = arguments.stream().skip(1).map(Integer::valueOf).toList();
        try (var tools = new LoadTools();
                var stack = SplitStack.start()) {
            stack.days("ingress.event", LoadTools.WRITTEN_FROM, LoadTools.WRITTEN_TO);
            var bench = new WebhookBench(stack, tools);
            switch (scenario) {
                case "one" -> bench.one();
                case "rates" -> bench.rates(sizes.isEmpty() ? List.of(500, 1_000, 2_000, 4_500) : sizes);
                case "projects" -> bench.projects(sizes.isEmpty() ? List.of(1, 10) : sizes);
                case "tenants" -> bench.tenants(sizes.isEmpty() ? List.of(10, 1_000, 100_000) : sizes);
                case "backlog" -> bench.backlog(sizes.isEmpty() ? 1_000_000 : sizes.getFirst());
                case "gateway" -> new GatewayLoad(stack, tools).measure(sizes.isEmpty() ? 10_000 : sizes.getFirst());
                case "neighbour" -> bench.neighbour(sizes.isEmpty() ? 100_000 : sizes.getFirst());
                default ->
                    throw new IllegalArgumentException(
                            "value: '" + scenario
                                    + "' (expected: one, rates [n…], projects [n…], tenants [n…], backlog [n], gateway [n] or neighbour [n])");
            }
        }
    }

    private void one() throws Exception {
        HubScene.tenant(stack, "bench", 0);
        HubScene.project(stack, SINK, 0);
        warm(own("bench"), 1);
        System.out.println(Window.head());
        Window full = window(own("bench"), 0, 1, 5);
        System.out.println(full.row("as fast as it goes, %d connections".formatted(CONNECTIONS), 1));
        int rate = (int) (full.deliveredPerSecond() * 0.7);
        System.out.println(window(own("bench"), rate, 1, 5).row("70 %% of that, %,d/s".formatted(rate), 1));
        System.out.println(window(own("bench"), 1_000, 1, 5).row("1,000/s", 1));
    }

    private void rates(List<Integer> rates) throws Exception {
        HubScene.tenant(stack, "bench", 0);
        HubScene.project(stack, SINK, 0);
        warm(own("bench"), 1);
        System.out.println(Window.head());
        for (int rate : rates) {
            System.out.println(window(own("bench"), rate, 1, 5).row("%,d/s".formatted(rate), 1));
        }
    }

    private void projects(List<Integer> counts) throws Exception {
        HubScene.tenant(stack, "bench", 0);
        System.out.println(Window.head());
        int made = 0;
        for (int count : counts) {
            for (; made < count; made++) {
                HubScene.project(stack, SINK, 0);
            }
            warm(own("bench"), count);
            System.out.println(window(own("bench"), 0, count, 5).row("%d projects".formatted(count), count));
        }
    }

    private void tenants(List<Integer> counts) throws Exception {
        HubScene.tenant(stack, "pattern", NO_LOAD);
        System.out.println(Window.head());
        int made = 0;
        for (int count : counts) {
            HubScene.tenants(stack, "pattern", SINK, made, count);
            made = count;
            List<String> shared = List.of("-c", Integer.toString(CONNECTIONS), "-t", Integer.toString(count));
            warm(shared, 1);
            System.out.println(window(shared, 0, 1, 5).row("%,d tenants, one shared path".formatted(count), 1));
        }
    }

    /// Nobody answers until everything is accepted; then it is delivered, and each tenth of it is timed.
    private void backlog(int events) throws Exception {
        HubScene.tenant(stack, "bench", 0);
        HubScene.project(stack, SINK, 0);
        warm(own("bench"), 1);
        tools.sinkAway();
        long begun = System.nanoTime();
        double accepted = fill(events);
        System.out.printf(
                "%,.0f webhooks accepted with nobody to give them to: %,.0f/s, %,d wait%n%n",
                accepted, accepted / seconds(begun), HubScene.pending(stack));
        tools.sinkBack();
        long back = System.nanoTime();
        awaitArrived(1);
        System.out.printf("the project is back; the first delivery comes after %.1f s%n%n", seconds(back));
        System.out.println("| delivered | seconds | per second | CPU µs each: ingress + PostgreSQL + rest |");
        System.out.println("| --- | --- | --- | --- |");
        long start = System.nanoTime();
        var spent = stack.spent();
        double done = 0;
        for (int tenth = 1; tenth <= 10; tenth++) {
            double wanted = accepted * tenth / 10;
            double arrived = awaitArrived(wanted);
            var after = stack.spent();
            double count = Math.max(1, arrived - done);
            System.out.printf(
                    "| %,.0f | %.1f | %,.0f | %s |%n",
                    arrived,
                    seconds(start),
                    count / seconds(start),
                    after.since(spent).each(count));
            start = System.nanoTime();
            spent = after;
            done = arrived;
        }
        System.out.printf(
                "%ntwice: %,.0f, still waiting: %,d%n", tools.arrived().number("dup"), HubScene.pending(stack));
    }

    /// What a tenant notices of another one that has a backlog and a project which is gone.
    private void neighbour(int events) throws Exception {
        HubScene.tenant(stack, "quiet", 0);
        HubScene.project(stack, SINK, 0);
        HubScene.tenant(stack, "troubled", 1);
        HubScene.project(stack, DEAD, 1);
        warm(own("quiet"), 1);
        System.out.println(Window.head());
        System.out.println(window(own("quiet"), 500, 1, 5).row("500/s, alone", 1));
        try (var poster = new Poster(stack.webhookPort(), path("troubled"), turn -> Poster.ofMeta(1))) {
            int accepted = poster.post(events).accepted();
            System.out.println(window(own("quiet"), 500, 1, 5)
                    .row("500/s, beside %,d events for a dead project".formatted(accepted), 1));
            Thread more = Thread.ofPlatform().start(() -> {
                try {
                    poster.post(500 * (SECONDS + 10), 500);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            System.out.println(window(own("quiet"), 500, 1, 5).row("500/s, and 500/s more come for it", 1));
            more.join();
        }
    }

    private double fill(int events) throws Exception {
        return tools.post(
                        stack.webhookPort(),
                        List.of(
                                "-c",
                                "64",
                                "-t",
                                "1",
                                "-u",
                                path("bench"),
                                "-w",
                                "0",
                                "-d",
                                "3600",
                                "-n",
                                Integer.toString(events)))
                .answer()
                .number("ok");
    }

    private double awaitArrived(double wanted) throws Exception {
        double arrived = tools.arrived().number("count");
        while (arrived < wanted) {
            // Asking more often would be measured too.
            Thread.sleep(20);
            arrived = tools.arrived().number("count");
        }
        return arrived;
    }

    private void warm(List<String> options, int copies) throws Exception {
        window(options, 0, copies, WARM);
        stack.settle();
    }

    private Window window(List<String> options, int rate, int copies, int warm) throws Exception {
        return Window.of(stack, tools, options, rate, copies, warm, SECONDS);
    }

    private static List<String> own(String tenant) {
        return List.of("-c", Integer.toString(CONNECTIONS), "-t", "1", "-u", path(tenant));
    }

    private static String path(String tenant) {
        return "/api/whatsapp/webhook/" + tenant + "/main";
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
