package dev.waypost.health.system;

import dev.waypost.platform.grpc.GrpcPeers;
import dev.waypost.platform.status.Health;
import dev.waypost.platform.status.Vital;
import dev.waypost.proto.status.v1.GetStatusRequest;
import dev.waypost.proto.status.v1.PartState;
import dev.waypost.proto.status.v1.ProcessStatus;
import dev.waypost.proto.status.v1.StatusServiceGrpc;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/// Asks every process of every service how it is.
@Singleton
public class ProcessesApi {
    private static final List<String> SERVICES = List.of("config", "send", "ingress", "health");
    private static final long PATIENCE_SECONDS = 4;

    private final GrpcPeers peers;

    ProcessesApi(GrpcPeers peers) {
        this.peers = peers;
    }

    /// All at once: it takes as long as the slowest.
    public List<ProcessState> ask() {
        Queue<ProcessState> states = new ConcurrentLinkedQueue<>();
        var asking = new ArrayList<Thread>();
        for (String service : SERVICES) {
            peers.each(service)
                    .forEach((address, channel) ->
                            asking.add(Thread.ofVirtual().start(() -> states.add(ask(service, address, channel)))));
        }
        for (Thread thread : asking) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return List.copyOf(states);
    }

    private static ProcessState ask(String service, String address, Channel channel) {
        try {
            ProcessStatus status = StatusServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .getStatus(GetStatusRequest.getDefaultInstance())
                    .getStatus();
            Map<String, Vital.Reading> parts = new HashMap<>();
            status.getPartsList()
                    .forEach(part -> parts.put(
                            part.getName(),
                            new Vital.Reading(health(part.getState()), part.getDetail(), part.getFiguresMap())));
            return new ProcessState(service, address, status.getProcess(), health(status.getState()), parts);
        } catch (StatusRuntimeException e) {
            return new ProcessState(service, address, "", Health.DOWN, Map.of());
        }
    }

    private static Health health(PartState state) {
        return switch (state) {
            case PART_STATE_WELL -> Health.WELL;
            case PART_STATE_DEGRADED -> Health.DEGRADED;
            case PART_STATE_DOWN, PART_STATE_UNSPECIFIED, UNRECOGNIZED -> Health.DOWN;
        };
    }
}
