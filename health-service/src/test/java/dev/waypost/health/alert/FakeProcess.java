package dev.waypost.health.alert;

import dev.waypost.proto.config.v1.HubServiceGrpc.HubServiceImplBase;
import dev.waypost.proto.config.v1.ListProjectsRequest;
import dev.waypost.proto.config.v1.ListProjectsResponse;
import dev.waypost.proto.config.v1.Project;
import dev.waypost.proto.config.v1.ProjectDisableCause;
import dev.waypost.proto.status.v1.GetStatusRequest;
import dev.waypost.proto.status.v1.GetStatusResponse;
import dev.waypost.proto.status.v1.PartState;
import dev.waypost.proto.status.v1.PartStatus;
import dev.waypost.proto.status.v1.ProcessStatus;
import dev.waypost.proto.status.v1.StatusServiceGrpc.StatusServiceImplBase;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A process of another service on a real server, whose parts are what a test says.
final class FakeProcess implements AutoCloseable {
    private final Map<String, PartStatus> parts = new ConcurrentHashMap<>();
    private final Server server;
    volatile boolean answers = true;
    volatile List<Project> projects = List.of();
    volatile List<ProjectDisableCause> askedCauses = List.of();

    FakeProcess() throws IOException {
        server = NettyServerBuilder.forPort(0)
                .addService(new Statuses())
                .addService(new Hub())
                .build()
                .start();
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    void part(String name, PartState state, Map<String, Double> figures) {
        parts.put(
                name,
                PartStatus.newBuilder()
                        .setName(name)
                        .setState(state)
                        .setDetail(name + " is as the test says")
                        .putAllFigures(figures)
                        .build());
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private final class Statuses extends StatusServiceImplBase {
        @Override
        public void getStatus(GetStatusRequest request, StreamObserver<GetStatusResponse> answer) {
            if (!answers) {
                answer.onError(Status.UNAVAILABLE.asRuntimeException());
                return;
            }
            answer.onNext(GetStatusResponse.newBuilder()
                    .setStatus(ProcessStatus.newBuilder()
                            .setProcess("prc_" + server.getPort())
                            .setState(PartState.PART_STATE_WELL)
                            .addAllParts(parts.values()))
                    .build());
            answer.onCompleted();
        }
    }

    private final class Hub extends HubServiceImplBase {
        @Override
        public void listProjects(ListProjectsRequest request, StreamObserver<ListProjectsResponse> answer) {
            askedCauses = request.getDisableCausesList();
            answer.onNext(
                    ListProjectsResponse.newBuilder().addAllProjects(projects).build());
            answer.onCompleted();
        }
    }
}
