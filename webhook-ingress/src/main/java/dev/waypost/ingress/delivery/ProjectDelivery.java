package dev.waypost.ingress.delivery;

import dev.waypost.configclient.Project;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.lanes.Destinations;
import dev.waypost.lanes.RetryPolicy;
import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.platform.http.HttpCall;
import dev.waypost.platform.http.HttpFailure;
import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.meta.MetaSignature;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Posts the bytes of a webhook as received, or one event of it, to a project.
@Singleton
public class ProjectDelivery {
    private static final int GONE = 410;

    private final TenantSnapshots tenants;
    private final Bodies bodies;
    private final SingleEvents events;
    private final ProjectSwitch projects;
    private final Failures failures;
    private final GuardedHttp http;
    private final Destinations destinations;
    private final InstantSource clock;
    private final DeliverySettings settings;
    private final RandomGenerator random = RandomGenerator.getDefault();

    ProjectDelivery(
            TenantSnapshots tenants,
            Bodies bodies,
            SingleEvents events,
            ProjectSwitch projects,
            Failures failures,
            GuardedHttp http,
            Destinations destinations,
            InstantSource clock,
            DeliverySettings settings) {
        this.tenants = tenants;
        this.bodies = bodies;
        this.events = events;
        this.projects = projects;
        this.failures = failures;
        this.http = http;
        this.destinations = destinations;
        this.clock = clock;
        this.settings = settings;
    }

    /// Whether deliveries are posted to it now; else they are parked.
    public static boolean takes(Project project) {
        return project.active() && !project.url().isEmpty();
    }

    /// @param attempts made before this one
    Tried deliver(Delivery delivery, int attempts) {
        // Asked anew for every attempt: URL, secret and switch are those of now, not of when the event came in.
        TenantSnapshot tenant = tenants.get(delivery.tenantId());
        Optional<Project> found = tenant.projects().stream()
                .filter(project -> project.projectId().equals(delivery.destination()))
                .findFirst();
        if (found.isEmpty()) {
            return new Tried.Dead(null, "project_missing");
        }
        Project project = found.get();
        destinations.allow(delivery.destination(), most(project), project.maxPerSecond());
        if (!takes(project)) {
            return new Tried.Parked(null, project.active() ? "project_without_url" : "project_disabled");
        }
        Optional<Body> body = bodies.of(delivery.tenantId(), delivery.bodyId());
        if (body.isEmpty()) {
            return new Tried.Dead(null, "body_missing");
        }
        Optional<Body> content = delivery.single() ? events.of(tenant, delivery, body.get()) : body;
        if (content.isEmpty()) {
            return new Tried.Dead(null, "event_missing");
        }
        Tried tried = post(delivery, project, content.get(), attempts + 1, retries(tenant));
        failures.note(delivery.tenantId(), project, tried instanceof Tried.Done);
        String policy = project.whenBlocked().isEmpty() ? tenant.policy().whenBlocked() : project.whenBlocked();
        return BlockedHead.after(tried, policy, settings.retryCap());
    }

    private Tried post(Delivery delivery, Project project, Body body, int tries, RetryPolicy retries) {
        try {
            var call = new HttpCall(
                    "POST",
                    URI.create(project.url()),
                    headers(delivery, project, body),
                    body.bytes(),
                    project.timeout() == null ? settings.timeout() : project.timeout());
            HttpAnswer answer = http.send(call);
            if (answer.status() == GONE) {
                return gone(delivery, project);
            }
            return AnswerPolicy.answered(answer.status(), retryAfter(answer), tries, retries, random);
        } catch (HttpFailure e) {
            return AnswerPolicy.silent(e.kind(), e.getCause(), tries, retries, random);
        } catch (IllegalArgumentException notAUrl) {
            return AnswerPolicy.silent(HttpFailure.Kind.URL_REFUSED, notAUrl, tries, retries, random);
        }
    }

    /// What a project gets that says it is gone waits until somebody switches it on again.
    private Tried gone(Delivery delivery, Project project) {
        return projects.off(delivery.tenantId(), project, SwitchCause.GONE)
                ? new Tried.Parked(GONE, "gone")
                : new Tried.Again(settings.retryCap(), GONE, "gone");
    }

    private Map<String, String> headers(Delivery delivery, Project project, Body body) {
        var headers = new HashMap<String, String>();
        project.headers().forEach((name, value) -> {
            if (CustomHeaderPolicy.allows(name, value.reveal())) {
                headers.put(name, value.reveal());
            }
        });
        headers.put("Content-Type", body.contentType() == null ? "application/json" : body.contentType());
        headers.put("X-Tenant-ID", delivery.tenantId());
        headers.put("X-Waypost-Event-Id", delivery.eventId());
        if (body.signature() != null) {
            // A provider that names its header otherwise has the name in front.
            int name = body.signature().indexOf(": ");
            headers.put(
                    name < 0 ? MetaSignature.HEADER : body.signature().substring(0, name),
                    name < 0 ? body.signature() : body.signature().substring(name + 2));
        }
        Instant now = clock.instant();
        List<Secret> secrets = project.signingSecrets(now);
        if (!secrets.isEmpty()) {
            // The id stays the same over all attempts, so that the project can drop what it has already.
            var signed = StandardWebhook.sign(delivery.eventId(), now, body.bytes(), secrets);
            headers.put(StandardWebhook.ID, signed.id());
            headers.put(StandardWebhook.TIMESTAMP, signed.timestamp());
            headers.put(StandardWebhook.SIGNATURE, signed.signature());
        }
        return headers;
    }

    private int most(Project project) {
        return project.maxInFlight() > 0
                ? Math.min(project.maxInFlight(), settings.inFlightPerProject())
                : settings.inFlightPerProject();
    }

    private RetryPolicy retries(TenantSnapshot tenant) {
        int tries = 1 + Math.max(0, tenant.policy().webhookRetries());
        return new RetryPolicy(settings.retryBase(), settings.retryCap(), tries, settings.retryCap());
    }

    private static Optional<Duration> retryAfter(HttpAnswer answer) {
        return Optional.ofNullable(answer.headers().get("retry-after"))
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }
}
