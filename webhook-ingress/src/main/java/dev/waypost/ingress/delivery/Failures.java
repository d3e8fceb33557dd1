package dev.waypost.ingress.delivery;

import dev.waypost.configclient.Project;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;

/// What projects made of their deliveries since somebody last asked, in this process.
@Singleton
public class Failures {
    /// @param tries that failed; none when any went well
    record Noted(long revision, long tries) {}

    record Key(String tenantId, String projectId) {}

    private Map<Key, Noted> noted = new HashMap<>();

    synchronized void note(String tenantId, Project project, boolean worked) {
        noted.merge(
                new Key(tenantId, project.projectId()),
                new Noted(project.revision(), worked ? 0 : 1),
                (before, now) -> worked || before.tries() == 0
                        ? new Noted(now.revision(), 0)
                        : new Noted(now.revision(), before.tries() + 1));
    }

    /// All that was noted, which is forgotten here.
    synchronized Map<Key, Noted> take() {
        Map<Key, Noted> taken = noted;
        noted = new HashMap<>();
        return taken;
    }
}
