package dev.waypost.ingress.delivery;

import dev.waypost.configclient.Project;
import dev.waypost.lanes.LaneKey;

/// Decides in which lane a project's deliveries are.
///
/// A lane is worked on by one process. All that goes to a project with bounds of its own is in one lane, whoever it is
/// from: so what that process keeps to is kept by all of them together.
public final class ProjectLane {
    private ProjectLane() {}

    public static int of(Project project, String conversation) {
        return isBound(project) ? LaneKey.laneOf("project|" + project.projectId()) : LaneKey.laneOf(conversation);
    }

    private static boolean isBound(Project project) {
        return project.maxInFlight() > 0 || project.maxPerSecond() > 0;
    }
}
