package dev.waypost.console.web.tenants;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.edge.Peers;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Outcome;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Section;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.html.Html;
import dev.waypost.platform.auth.Role;
import dev.waypost.proto.config.v1.Endpoint;
import dev.waypost.proto.config.v1.Provider;
import dev.waypost.proto.config.v1.Tenant;
import dev.waypost.proto.send.v1.CodePairing;
import dev.waypost.proto.send.v1.GetPairingRequest;
import dev.waypost.proto.send.v1.ListSessionsRequest;
import dev.waypost.proto.send.v1.LogoutSessionRequest;
import dev.waypost.proto.send.v1.Pairing;
import dev.waypost.proto.send.v1.QrPairing;
import dev.waypost.proto.send.v1.Session;
import dev.waypost.proto.send.v1.SessionServiceGrpc;
import dev.waypost.proto.send.v1.SessionServiceGrpc.SessionServiceBlockingStub;
import dev.waypost.proto.send.v1.SessionState;
import dev.waypost.proto.send.v1.StartSessionRequest;
import dev.waypost.proto.send.v1.StopSessionRequest;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The sessions of a tenant at self-hosted gateways: whether its phone is linked, and linking it by QR or code.
@Controller("/ui/tenants/{tenantId}/sessions")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class SessionsPage {
    private final Pages pages;
    private final OneTenant one;
    private final Peers peers;

    SessionsPage(Pages pages, OneTenant one, Peers peers) {
        this.pages = pages;
        this.one = one;
        this.peers = peers;
    }

    @Get
    public HttpResponse<?> show(HttpRequest<?> request, String tenantId) {
        return pages.show(request, Section.TENANTS, visit -> {
            Tenant tenant = one.tenant(visit, tenantId);
            List<Endpoint> linked = one.endpoints(visit, tenantId).stream()
                    .filter(endpoint -> endpoint.getProvider() != Provider.PROVIDER_META_CLOUD)
                    .toList();
            Map<String, Session> sessions = new LinkedHashMap<>();
            sessions(visit)
                    .listSessions(ListSessionsRequest.newBuilder()
                            .setTenantId(tenantId)
                            .build())
                    .getSessionsList()
                    .forEach(session -> sessions.put(session.getEndpointId(), session));
            boolean moving = sessions.values().stream().anyMatch(SessionsPage::isMoving);
            Html list = linked.isEmpty()
                    ? Parts.card(
                            "Sessions",
                            Parts.empty(
                                    "No endpoint of this tenant has a session",
                                    "Sessions are for WAHA, GOWA and Evolution; the Meta Cloud API needs none."))
                    : Html.all(linked.stream()
                            .map(endpoint -> card(visit, endpoint, sessions.get(endpoint.getEndpointId()))));
            return OneTenant.page(
                    visit,
                    tenant,
                    "Sessions",
                    Parts.live("sessions", moving, Link.to("tenants", tenantId, "sessions"), list));
        });
    }

    /// The picture to scan; it is nobody's but the operator's who pairs now.
    @Get("/{endpointId}/qr.png")
    public HttpResponse<?> qr(HttpRequest<?> request, String tenantId, String endpointId) {
        return pages.raw(
                request,
                visit -> HttpResponse.ok(
                                pairing(visit, tenantId, endpointId).getQrPng().toByteArray())
                        .contentType(MediaType.IMAGE_PNG_TYPE));
    }

    @Post("/{endpointId}/start")
    public HttpResponse<?> start(HttpRequest<byte[]> request, String tenantId, String endpointId) {
        return pages.act(request, Section.TENANTS, visit -> {
            StartSessionRequest.Builder start = StartSessionRequest.newBuilder()
                    .setTenantId(tenantId)
                    .setRequestId(visit.requestId())
                    .setEndpointId(endpointId);
            String number = visit.field("phone_number");
            if (number.isEmpty()) {
                start.setQr(QrPairing.getDefaultInstance());
            } else {
                start.setCode(CodePairing.newBuilder().setPhoneNumber(number));
            }
            sessions(visit).startSession(start.build());
            return Outcome.gone(Link.to("tenants", tenantId, "sessions"), "The session is starting.");
        });
    }

    @Post("/{endpointId}/stop")
    public HttpResponse<?> stop(HttpRequest<byte[]> request, String tenantId, String endpointId) {
        return pages.act(request, Section.TENANTS, visit -> {
            sessions(visit)
                    .stopSession(StopSessionRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setRequestId(visit.requestId())
                            .setEndpointId(endpointId)
                            .build());
            return Outcome.gone(
                    Link.to("tenants", tenantId, "sessions"), "The session is stopped; the phone stays linked.");
        });
    }

    @Get("/{endpointId}/logout")
    public HttpResponse<?> askLogout(HttpRequest<?> request, String tenantId, String endpointId) {
        return pages.show(
                request,
                Section.TENANTS,
                visit -> OneTenant.page(
                        visit,
                        one.tenant(visit, tenantId),
                        "Sessions",
                        visit.question(
                                Link.to("tenants", tenantId, "sessions", endpointId, "logout"),
                                Link.to("tenants", tenantId, "sessions"),
                                "Unlink the phone?",
                                "Unlink",
                                h(
                                        "p",
                                        "To use this number again, somebody with the phone in hand must scan a new code."))));
    }

    @Post("/{endpointId}/logout")
    public HttpResponse<?> logout(HttpRequest<byte[]> request, String tenantId, String endpointId) {
        return pages.act(request, Section.TENANTS, visit -> {
            sessions(visit)
                    .logoutSession(LogoutSessionRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setRequestId(visit.requestId())
                            .setEndpointId(endpointId)
                            .build());
            return Outcome.gone(Link.to("tenants", tenantId, "sessions"), "The phone is unlinked.");
        });
    }

    private Html card(Visit visit, Endpoint endpoint, @Nullable Session session) {
        SessionState state = session == null ? SessionState.SESSION_STATE_STOPPED : session.getState();
        Map<String, Html> facts = new LinkedHashMap<>();
        facts.put(
                "State", session == null ? Parts.badge(Parts.Tone.IDLE, "never started") : TenantWords.session(state));
        facts.put("Provider", h("span", TenantWords.provider(endpoint.getProvider())));
        if (session != null) {
            facts.put("Number", Words.phone(session.getPhoneNumber()));
            facts.put("Connected", Words.time(session.hasConnectTime(), session.getConnectTime(), visit.now()));
            facts.put(
                    "Last heard of",
                    Words.time(session.hasLastActivityTime(), session.getLastActivityTime(), visit.now()));
            if (session.getReconnectAttempts() > 0) {
                facts.put("Reconnects tried", h("span.num", session.getReconnectAttempts()));
            }
            if (!session.getCause().isEmpty()) {
                facts.put("Cause", Parts.text(session.getCause()));
            }
        }
        return Parts.card(
                EndpointActions.name(endpoint),
                Parts.facts(facts),
                state == SessionState.SESSION_STATE_PAIRING && visit.may(Role.OPERATOR) ? scan(visit, endpoint) : null,
                visit.may(Role.OPERATOR) ? buttons(visit, endpoint, state) : null);
    }

    private Html scan(Visit visit, Endpoint endpoint) {
        Pairing pairing = pairing(visit, endpoint.getTenantId(), endpoint.getEndpointId());
        String until = pairing.hasExpireTime()
                ? "It changes " + Words.ago(Words.instant(pairing.getExpireTime()), visit.now()) + "."
                : "";
        Link picture = Link.to("tenants", endpoint.getTenantId(), "sessions", endpoint.getEndpointId(), "qr.png")
                .with("attempt", pairing.getAttempt())
                .with("until", pairing.getExpireTime().getSeconds());
        return h(
                "div",
                h("h3", "Link the phone"),
                pairing.getCode().isEmpty()
                        ? Html.all(
                                h("p", "On the phone: WhatsApp, Linked devices, Link a device, and scan this. ", until),
                                h("img.qr", attr("src", picture), attr("alt", "QR code to scan with the phone")))
                        : Html.all(
                                h(
                                        "p",
                                        "On the phone: WhatsApp, Linked devices, Link with phone number, and type this. ",
                                        until),
                                h("p.code-big", pairing.getCode())));
    }

    private static Html buttons(Visit visit, Endpoint endpoint, SessionState state) {
        String tenant = endpoint.getTenantId();
        String id = endpoint.getEndpointId();
        boolean runs = switch (state) {
            case SESSION_STATE_STARTING, SESSION_STATE_PAIRING, SESSION_STATE_CONNECTED, SESSION_STATE_RECONNECTING ->
                true;
            default -> false;
        };
        Link start = Link.to("tenants", tenant, "sessions", id, "start");
        return h(
                "div.buttons",
                runs ? null : visit.post(start, Parts.submit("Start with a QR code")),
                runs
                        ? null
                        : visit.post(
                                start,
                                h(
                                        "div.bar",
                                        Parts.input(
                                                "Phone number",
                                                "phone_number",
                                                "",
                                                attr("type", "tel"),
                                                attr("required", ""),
                                                attr("placeholder", "+49…")),
                                        h("button", "Start with a pairing code"))),
                runs ? visit.post(Link.to("tenants", tenant, "sessions", id, "stop"), h("button", "Stop")) : null,
                state == SessionState.SESSION_STATE_CONNECTED
                        ? Parts.button(Link.to("tenants", tenant, "sessions", id, "logout"), "Unlink the phone…")
                        : null);
    }

    private Pairing pairing(Visit visit, String tenantId, String endpointId) {
        return sessions(visit)
                .getPairing(GetPairingRequest.newBuilder()
                        .setTenantId(tenantId)
                        .setEndpointId(endpointId)
                        .build())
                .getPairing();
    }

    private static boolean isMoving(Session session) {
        return switch (session.getState()) {
            case SESSION_STATE_STARTING, SESSION_STATE_PAIRING, SESSION_STATE_RECONNECTING -> true;
            default -> false;
        };
    }

    private SessionServiceBlockingStub sessions(Visit visit) {
        return peers.of("send", visit.caller(), SessionServiceGrpc::newBlockingStub);
    }
}
