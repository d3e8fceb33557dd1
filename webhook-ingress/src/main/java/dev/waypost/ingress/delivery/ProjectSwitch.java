package dev.waypost.ingress.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.waypost.configclient.Project;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.log.WideEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Has projects switched off that do not take their events any more. What is true of a project is config-service's to
/// say: it is asked to, and told which revision showed the trouble.
@Singleton
public class ProjectSwitch {
    /// Longer than a snapshot takes to say it.
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private record Key(String projectId, long revision) {}

    private final ProjectSwitchApi api;
    private final List<Counter> disabled;
    private final Cache<Key, Boolean> switchedOff = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(REMEMBERED)
            .build();

    ProjectSwitch(ProjectSwitchApi api, MeterRegistry meters) {
        this.api = api;
        this.disabled = Arrays.stream(SwitchCause.values())
                .map(cause -> meters.counter(
                        "waypost.ingress.projects.disabled",
                        "cause",
                        cause.name().toLowerCase(Locale.ROOT)))
                .toList();
    }

    /// Of many deliveries that learn it at one moment, one asks.
    ///
    /// @return false when it could not be told now
    boolean off(String tenantId, Project project, SwitchCause cause) {
        try {
            return switchedOff.get(new Key(project.projectId(), project.revision()), key -> {
                if (api.disable(project.projectId(), project.revision(), cause)) {
                    tell(tenantId, project, cause);
                }
                return true;
            });
        } catch (Fault away) {
            WideEvent.warning("project.not_switched_off")
                    .with("tenant_id", tenantId)
                    .with("project_id", project.projectId())
                    .with("reason", away.reason().name())
                    .emit();
            return false;
        }
    }

    /// Whether this process had this revision of the project switched off a moment ago, whatever its snapshot says yet.
    public boolean isOff(Project project) {
        return switchedOff.getIfPresent(new Key(project.projectId(), project.revision())) != null;
    }

    private void tell(String tenantId, Project project, SwitchCause cause) {
        disabled.get(cause.ordinal()).increment();
        WideEvent.warning("project.disabled")
                .with("tenant_id", tenantId)
                .with("project_id", project.projectId())
                .with("cause", cause.name())
                .with("revision", project.revision())
                .emit();
    }
}
