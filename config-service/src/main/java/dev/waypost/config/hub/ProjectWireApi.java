package dev.waypost.config.hub;

import com.google.protobuf.Duration;
import dev.waypost.config.change.Names;
import dev.waypost.config.credential.CredentialWireApi;
import dev.waypost.config.credential.SealedSecret;
import dev.waypost.configclient.SealedFields;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.proto.config.v1.BlockedHeadPolicy;
import dev.waypost.proto.config.v1.CreateProjectRequest;
import dev.waypost.proto.config.v1.ProjectDisableCause;
import dev.waypost.proto.config.v1.ProjectPayloadFormat;
import dev.waypost.proto.config.v1.UpdateProjectRequest;
import dev.waypost.proto.ingress.v1.EventKind;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Projects between the wire and the domain; secrets are sealed on their way in and never come out.
@Singleton
final class ProjectWireApi {
    private static final String KIND = "EVENT_KIND_";
    private static final String FORMAT = "PROJECT_PAYLOAD_FORMAT_";
    private static final String DISABLED = "PROJECT_DISABLE_CAUSE_";
    private static final String BY_ADMIN = "ADMIN";
    private static final String BLOCKED = "BLOCKED_HEAD_POLICY_";

    private final Vault vault;

    ProjectWireApi(Vault vault) {
        this.vault = vault;
    }

    Project read(CreateProjectRequest r, String id, String secret) {
        return new Project(
                id,
                Names.orNull(r.getTenantId()),
                Hub.name(r.getName(), id),
                r.getUrl(),
                r.getDescription(),
                sealHeaders(id, r.getHeadersMap()),
                sealSecret(id, secret, null),
                !r.hasActive() || r.getActive(),
                r.getMaxInFlight(),
                millis(r.getTimeout()),
                kinds(r.getEventKindsList()),
                r.getMaxPerSecond(),
                name(r.getWhenBlocked(), BLOCKED),
                name(r.getPayloadFormat(), FORMAT),
                !r.hasActive() || r.getActive() ? "" : BY_ADMIN,
                null,
                1,
                Instant.EPOCH,
                Instant.EPOCH);
    }

    Project edit(UpdateProjectRequest r, Project held) {
        String id = held.id();
        boolean active = r.hasActive() ? r.getActive() : held.active();
        return new Project(
                id,
                r.hasTenantId() ? Names.orNull(r.getTenantId()) : held.tenantId(),
                r.hasName() ? Hub.name(r.getName(), id) : held.name(),
                r.hasUrl() ? r.getUrl() : held.url(),
                r.hasDescription() ? r.getDescription() : held.description(),
                r.getClearHeaders()
                        ? Map.of()
                        : r.getHeadersCount() > 0 ? sealHeaders(id, r.getHeadersMap()) : held.headers(),
                r.hasSigningSecret()
                        ? sealSecret(id, r.getSigningSecret(), held.signingSecret())
                        : held.signingSecret(),
                active,
                r.hasMaxInFlight() ? r.getMaxInFlight() : held.maxInFlight(),
                r.hasTimeout() ? millis(r.getTimeout()) : held.timeoutMillis(),
                r.hasEventKinds() ? kinds(r.getEventKinds().getKindsList()) : held.eventKinds(),
                r.hasMaxPerSecond() ? r.getMaxPerSecond() : held.maxPerSecond(),
                r.hasWhenBlocked() ? name(r.getWhenBlocked(), BLOCKED) : held.whenBlocked(),
                r.hasPayloadFormat() ? name(r.getPayloadFormat(), FORMAT) : held.payloadFormat(),
                active ? "" : held.active() ? BY_ADMIN : held.disabledCause(),
                held.disabled(),
                held.revision(),
                held.created(),
                held.updated());
    }

    static dev.waypost.proto.config.v1.Project write(Project project) {
        var wire = dev.waypost.proto.config.v1.Project.newBuilder()
                .setProjectId(project.id())
                .setTenantId(Names.orEmpty(project.tenantId()))
                .setName(project.name())
                .setUrl(project.url())
                .setDescription(project.description())
                .addAllHeaderNames(project.headers().keySet().stream().sorted().toList())
                .setSigningSecret(CredentialWireApi.write(project.signingSecret()))
                .setActive(project.active())
                .setMaxInFlight(project.maxInFlight())
                .addAllEventKinds(project.eventKinds().stream()
                        .map(kind -> EventKind.valueOf(KIND + kind))
                        .toList())
                .setMaxPerSecond(project.maxPerSecond())
                .setWhenBlocked(
                        project.whenBlocked().isEmpty()
                                ? BlockedHeadPolicy.BLOCKED_HEAD_POLICY_UNSPECIFIED
                                : BlockedHeadPolicy.valueOf(BLOCKED + project.whenBlocked()))
                .setPayloadFormat(
                        project.payloadFormat().isEmpty()
                                ? ProjectPayloadFormat.PROJECT_PAYLOAD_FORMAT_UNSPECIFIED
                                : ProjectPayloadFormat.valueOf(FORMAT + project.payloadFormat()))
                .setRevision(project.revision())
                .setCreateTime(Names.time(project.created()))
                .setUpdateTime(Names.time(project.updated()));
        if (project.timeoutMillis() > 0) {
            wire.setTimeout(Duration.newBuilder()
                    .setSeconds(project.timeoutMillis() / 1000)
                    .setNanos((int) (project.timeoutMillis() % 1000) * 1_000_000));
        }
        if (project.disabled() != null) {
            wire.setDisableTime(Names.time(project.disabled()));
        }
        if (!project.disabledCause().isEmpty()) {
            wire.setDisableCause(ProjectDisableCause.valueOf(DISABLED + project.disabledCause()));
        }
        return wire.build();
    }

    private Map<String, String> sealHeaders(String id, Map<String, String> headers) {
        Map<String, String> sealed = new HashMap<>();
        headers.forEach((name, value) ->
                sealed.put(name, vault.seal(value, SealedFields.HUB, SealedFields.projectHeader(id, name))));
        return sealed;
    }

    private SealedSecret sealSecret(String id, String secret, @Nullable SealedSecret before) {
        return SealedSecret.of(vault, secret, SealedFields.HUB, SealedFields.projectSecret(id), before);
    }

    private static List<String> kinds(List<EventKind> kinds) {
        return kinds.stream().distinct().sorted().map(kind -> name(kind, KIND)).toList();
    }

    static List<String> causes(List<ProjectDisableCause> causes) {
        return causes.stream().distinct().map(ProjectWireApi::name).toList();
    }

    static String name(ProjectDisableCause cause) {
        return name(cause, DISABLED);
    }

    private static String name(Enum<?> value, String prefix) {
        return value.name().endsWith("_UNSPECIFIED") ? "" : value.name().substring(prefix.length());
    }

    private static long millis(Duration duration) {
        return duration.getSeconds() * 1000 + duration.getNanos() / 1_000_000;
    }
}
