package dev.waypost.health.alert;

import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.grpc.GrpcPeers;
import dev.waypost.proto.config.v1.HubServiceGrpc;
import dev.waypost.proto.config.v1.ListProjectsRequest;
import dev.waypost.proto.config.v1.ListProjectsResponse;
import dev.waypost.proto.config.v1.Project;
import dev.waypost.proto.config.v1.ProjectDisableCause;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Looks for projects that the suite switched off because they took nothing any more.
@Singleton
class ProjectWatchApi implements Watch {
    /// What a person switched off is no trouble.
    private static final List<ProjectDisableCause> CAUSES =
            List.of(ProjectDisableCause.PROJECT_DISABLE_CAUSE_FAILING, ProjectDisableCause.PROJECT_DISABLE_CAUSE_GONE);

    private static final int PAGE = 1000;
    /// Projects that are looked at in one go.
    private static final int MOST_PAGES = 50;
    private static final long EVERY_NANOS = Duration.ofMinutes(1).toNanos();

    private final GrpcPeers peers;
    private @Nullable Seen last;
    private long lastNanos;

    ProjectWatchApi(GrpcPeers peers) {
        this.peers = peers;
    }

    /// Asks at most once a minute.
    @Override
    public synchronized Seen look(Rules rules) {
        Seen known = last;
        if (known == null || System.nanoTime() - lastNanos > EVERY_NANOS) {
            known = read();
            last = known;
            lastNanos = System.nanoTime();
        }
        return known;
    }

    private Seen read() {
        var readings = new ArrayList<Reading>();
        var hub = HubServiceGrpc.newBlockingStub(peers.channel("config"));
        String token = "";
        try {
            for (int page = 0; page < MOST_PAGES; page++) {
                ListProjectsResponse answer = hub.listProjects(ListProjectsRequest.newBuilder()
                        .setPageSize(PAGE)
                        .setPageToken(token)
                        .addAllDisableCauses(CAUSES)
                        .build());
                // During an update an older config-service may answer, which lists all.
                answer.getProjectsList().stream()
                        .filter(project -> CAUSES.contains(project.getDisableCause()))
                        .forEach(project -> readings.add(off(project)));
                token = answer.getNextPageToken();
                if (token.isEmpty()) {
                    break;
                }
            }
        } catch (StatusRuntimeException e) {
            throw FaultStatus.of(e);
        }
        return new Seen(Set.of(AlertKind.PROJECT_OFF), List.copyOf(readings));
    }

    private static Reading off(Project project) {
        String why = project.getDisableCause() == ProjectDisableCause.PROJECT_DISABLE_CAUSE_GONE
                ? "it said that it is gone"
                : "it took nothing for too long";
        return new Reading(
                AlertKind.PROJECT_OFF,
                project.getTenantId(),
                project.getProjectId(),
                1,
                "Project " + project.getProjectId() + " was switched off: " + why);
    }
}
