package dev.waypost.console.system;

import dev.waypost.console.ConsoleServerSettings;
import dev.waypost.platform.grpc.GrpcPeers;
import dev.waypost.proto.status.v1.GetStatusRequest;
import dev.waypost.proto.status.v1.PartState;
import dev.waypost.proto.status.v1.ProcessStatus;
import dev.waypost.proto.status.v1.StatusServiceGrpc;
import dev.waypost.proto.status.v1.StatusServiceGrpc.StatusServiceBlockingStub;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Asks every process of every service how it is: now, and not through anybody else who might be down as well.
@Singleton
final class Processes {
    static final List<String> SERVICES = List.of("config", "send", "ingress", "health");

    private static final String UNREACHABLE = "unreachable";
    private static final long RECONNECT_MILLIS = 1000;

    private final GrpcPeers peers;
    private final ConsoleServerSettings settings;

    Processes(GrpcPeers peers, ConsoleServerSettings settings) {
        this.peers = peers;
        this.settings = settings;
    }

    /// What one process said.
    ///
    /// @param state `healthy`, `degraded`, `unhealthy` or `unreachable`
    /// @param status null when it did not say more than that it serves
    record Answered(
            String service,
            String address,
            String state,
            @Nullable ProcessStatus status) {}

    /// All at once, so that the answer takes as long as the slowest and not as their sum.
    List<Answered> ask() {
        Queue<Answered> answered = new ConcurrentLinkedQueue<>();
        var asking = new ArrayList<Thread>();
        for (String service : SERVICES) {
            peers.each(service)
                    .forEach((address, channel) ->
                            asking.add(Thread.ofVirtual().start(() -> answered.add(ask(service, address, channel)))));
        }
        for (Thread thread : asking) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return answered.stream()
                .sorted(Comparator.comparing(Answered::service).thenComparing(Answered::address))
                .toList();
    }

    private Answered ask(String service, String address, Channel channel) {
        long patience = settings.healthTimeout().toMillis();
        try {
            return said(
                    service,
                    address,
                    StatusServiceGrpc.newBlockingStub(channel).withDeadlineAfter(patience, TimeUnit.MILLISECONDS));
        } catch (StatusRuntimeException e) {
            return switch (e.getStatus().getCode()) {
                case DEADLINE_EXCEEDED -> new Answered(service, address, UNREACHABLE, null);
                case UNAVAILABLE -> again(service, address, channel, patience);
                default -> new Answered(service, address, serving(channel, patience), null);
            };
        }
    }

    /// The connection may have been one to a process that is gone, or none because there was nobody a while ago.
    private static Answered again(String service, String address, Channel channel, long patience) {
        try {
            var _ = HealthGrpc.newBlockingStub(channel)
                    .withWaitForReady()
                    .withDeadlineAfter(Math.min(patience, RECONNECT_MILLIS), TimeUnit.MILLISECONDS)
                    .check(HealthCheckRequest.getDefaultInstance());
            return said(
                    service,
                    address,
                    StatusServiceGrpc.newBlockingStub(channel).withDeadlineAfter(patience, TimeUnit.MILLISECONDS));
        } catch (StatusRuntimeException e) {
            return new Answered(service, address, UNREACHABLE, null);
        }
    }

    private static Answered said(String service, String address, StatusServiceBlockingStub stub) {
        ProcessStatus status =
                stub.getStatus(GetStatusRequest.getDefaultInstance()).getStatus();
        return new Answered(service, address, state(status.getState()), status);
    }

    /// One that does not know the question may serve all the same.
    private static String serving(Channel channel, long patience) {
        try {
            ServingStatus status = HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(patience, TimeUnit.MILLISECONDS)
                    .check(HealthCheckRequest.getDefaultInstance())
                    .getStatus();
            return status == ServingStatus.SERVING ? "healthy" : "unhealthy";
        } catch (StatusRuntimeException e) {
            return UNREACHABLE;
        }
    }

    static String state(PartState state) {
        return switch (state) {
            case PART_STATE_WELL -> "healthy";
            case PART_STATE_DEGRADED -> "degraded";
            case PART_STATE_DOWN, PART_STATE_UNSPECIFIED, UNRECOGNIZED -> "unhealthy";
        };
    }
}
