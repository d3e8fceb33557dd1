package dev.waypost.health.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import dev.waypost.embedded.RedisServer;
import dev.waypost.platform.tally.Count;
import dev.waypost.platform.tally.Tallies;
import dev.waypost.platform.tally.TallyFlush;
import dev.waypost.proto.health.v1.GetRateRequest;
import dev.waypost.proto.health.v1.GetTenantMetricsRequest;
import dev.waypost.proto.health.v1.GetTimeSeriesRequest;
import dev.waypost.proto.health.v1.ListServersRequest;
import dev.waypost.proto.health.v1.Metric;
import dev.waypost.proto.health.v1.Metrics;
import dev.waypost.proto.health.v1.MetricsServiceGrpc;
import dev.waypost.proto.health.v1.MetricsServiceGrpc.MetricsServiceBlockingStub;
import dev.waypost.proto.health.v1.Server;
import dev.waypost.proto.health.v1.ServerServiceGrpc;
import dev.waypost.proto.health.v1.TimeRange;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WithoutRedisTest {
    @TempDir
    private Path folder;

    private final String tenant = Fixtures.tenantId();

    @Test
    void statistics_are_coarser_without_redis_and_nothing_counted_meanwhile_is_lost() throws IOException {
        int port = freePort();
        RedisServer redis = RedisServer.start(folder.resolve("redis"), port, false);
        try (ServiceUnderTest health = ServiceUnderTest.start(
                "health",
                Map.of(
                        "waypost.db.url", Backends.freshDatabase(),
                        "waypost.redis.url", redis.url(),
                        "waypost.health.probe.enabled", "false",
                        "waypost.health.alert.enabled", "false",
                        "waypost.health.metric.enabled", "false",
                        "waypost.tally.every", "1h"))) {
            count(health, 5);
            roll(health);
            assertThat(server(health).hasInFlight()).isTrue();
            redis.close();

            assertThat(server(health).hasInFlight()).isFalse();
            assertThat(metrics(health, TimeRange.getDefaultInstance())
                            .getMessages()
                            .getSent())
                    .isEqualTo(5);
            Instant from = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofMinutes(70));
            Metrics recent = metrics(
                    health,
                    TimeRange.newBuilder()
                            .setFromTime(Timestamp.newBuilder().setSeconds(from.getEpochSecond()))
                            .build());
            assertThat(recent.getMessages().getSent()).isEqualTo(5);
            assertThat(recent.getIncomplete()).isTrue();
            assertThat(api(health)
                            .getRate(GetRateRequest.newBuilder()
                                    .setTenantId(tenant)
                                    .build())
                            .getIncomplete())
                    .isTrue();
            assertThat(api(health)
                            .getTimeSeries(GetTimeSeriesRequest.newBuilder()
                                    .setTenantId(tenant)
                                    .setMetric(Metric.METRIC_MESSAGES_SENT)
                                    .build())
                            .getInterval()
                            .getSeconds())
                    .isEqualTo(3600);
            count(health, 3);
            roll(health);
            count(health, 2);
            roll(health);
            redis = RedisServer.start(folder.resolve("redis"), port, false);

            await().atMost(Duration.ofSeconds(60)).until(() -> {
                roll(health);
                return metrics(health, TimeRange.getDefaultInstance())
                                .getMessages()
                                .getSent()
                        == 10;
            });
        } finally {
            redis.close();
        }
    }

    private void count(ServiceUnderTest health, int sent) {
        health.bean(Tallies.class).of(tenant, "main").add(Count.SENT, sent);
    }

    private static void roll(ServiceUnderTest health) {
        health.bean(TallyFlush.class).runOnce();
        health.bean(RollUpWorker.class).runOnce();
    }

    private Metrics metrics(ServiceUnderTest health, TimeRange range) {
        return api(health)
                .getTenantMetrics(GetTenantMetricsRequest.newBuilder()
                        .setTenantId(tenant)
                        .setRange(range)
                        .build())
                .getMetrics();
    }

    private static MetricsServiceBlockingStub api(ServiceUnderTest health) {
        return MetricsServiceGrpc.newBlockingStub(health.admin());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Server server(ServiceUnderTest health) {
        return ServerServiceGrpc.newBlockingStub(health.admin())
                .listServers(
                        ListServersRequest.newBuilder().setServer("nobody:443").build())
                .getServers(0);
    }
}
