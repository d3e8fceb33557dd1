package dev.waypost.console.web.hub;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.edge.Peers;
import dev.waypost.console.web.frame.Figures;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Numbers;
import dev.waypost.console.web.frame.Outcome;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Parts.Tone;
import dev.waypost.console.web.frame.Section;
import dev.waypost.console.web.frame.Tenants;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.html.Html;
import dev.waypost.platform.auth.Role;
import dev.waypost.proto.config.v1.Gateway;
import dev.waypost.proto.config.v1.GatewayCodeEntry;
import dev.waypost.proto.config.v1.GatewayServiceGrpc;
import dev.waypost.proto.config.v1.ListGatewayCodesRequest;
import dev.waypost.proto.config.v1.ListGatewaysRequest;
import dev.waypost.proto.ingress.v1.GetUserLockStatsRequest;
import dev.waypost.proto.ingress.v1.ListUserLocksRequest;
import dev.waypost.proto.ingress.v1.ListUserLocksResponse;
import dev.waypost.proto.ingress.v1.UnlockUserRequest;
import dev.waypost.proto.ingress.v1.UserLock;
import dev.waypost.proto.ingress.v1.UserLockServiceGrpc;
import dev.waypost.proto.ingress.v1.UserLockServiceGrpc.UserLockServiceBlockingStub;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;

/// Shared numbers: which code leads to which tenant, and which user is with whom now.
@Controller("/ui/hub/gateways")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class GatewaysPage {
    private static final int PAGE = 50;

    private final Pages pages;
    private final Peers peers;
    private final Numbers numbers;

    GatewaysPage(Pages pages, Peers peers, Numbers numbers) {
        this.pages = pages;
        this.peers = peers;
        this.numbers = numbers;
    }

    @Get
    public HttpResponse<?> show(HttpRequest<?> request) {
        return pages.show(request, Section.HUB, visit -> {
            String tenant = Tenants.of(visit);
            var config = peers.of("config", visit.caller(), GatewayServiceGrpc::newBlockingStub);
            List<Gateway> gateways = config.listGateways(ListGatewaysRequest.newBuilder()
                            .setTenantId(tenant)
                            .setPageSize(PAGE)
                            .build())
                    .getGatewaysList();
            List<GatewayCodeEntry> codes = gateways.isEmpty() && tenant.isEmpty()
                    ? List.of()
                    : config.listGatewayCodes(ListGatewayCodesRequest.newBuilder()
                                    .setTenantId(tenant)
                                    .setPageSize(PAGE)
                                    .build())
                            .getCodesList();
            return Outcome.page(
                    Section.HUB,
                    "Hub",
                    HubPage.tabs(tenant, "Gateways and locks"),
                    Parts.card("Gateways", gateways.isEmpty() ? noGateway(tenant) : gateways(gateways)),
                    codes.isEmpty() ? null : Parts.card("Codes", codes(codes)),
                    locks(visit, tenant));
        });
    }

    @Post("/unlock")
    public HttpResponse<?> unlock(HttpRequest<byte[]> request) {
        return pages.act(request, Section.HUB, visit -> {
            locks(visit)
                    .unlockUser(UnlockUserRequest.newBuilder()
                            .setRequestId(visit.requestId())
                            .setUser(numbers.ofField(visit, "user"))
                            .setGatewayId(visit.field("gateway"))
                            .setTenantId(visit.field("tenant"))
                            .build());
            return Outcome.gone(
                    Link.to("hub", "gateways").with("tenant", visit.query("tenant")),
                    "The user is free: the next link decides anew.");
        });
    }

    private Html locks(Visit visit, String tenant) {
        var stats = locks(visit)
                .getUserLockStats(
                        GetUserLockStatsRequest.newBuilder().setTenantId(tenant).build());
        ListUserLocksResponse found = locks(visit)
                .listUserLocks(ListUserLocksRequest.newBuilder()
                        .setTenantId(tenant)
                        .setPageSize(PAGE)
                        .setPageToken(visit.query("page_token"))
                        .build());
        Link here = Link.to("hub", "gateways").with("tenant", tenant);
        return Html.all(
                h(
                        "div.figures",
                        Figures.of("Locked users", Words.count(stats.getLockedUsers()), "each with one tenant"),
                        Figures.of("Tenants with users", Words.count(stats.getTenants()), "through gateways")),
                Parts.card(
                        "Locks",
                        found.getUserLocksList().isEmpty()
                                ? Parts.empty(
                                        "Nobody is locked",
                                        "A user who follows a tenant's link is locked to it until the lock runs out.")
                                : locked(visit, found.getUserLocksList()),
                        Parts.pager(
                                here,
                                found.getNextPageToken(),
                                visit.query("page_token").isEmpty())));
    }

    private Html locked(Visit visit, List<UserLock> locks) {
        return Parts.table(
                "Locks",
                List.of("User", "Tenant", "Gateway", "Code", "Since", "Last wrote", "Until", ""),
                locks.stream()
                        .map(lock -> Parts.row(
                                Parts.cell(Words.phone(lock.getUser())),
                                Parts.cell(HubPage.tenant(lock.getTenantId())),
                                Parts.cell(Parts.mono(lock.getGatewayId())),
                                Parts.cell(Parts.mono(lock.getCode())),
                                Parts.cell(Words.time(lock.hasCreateTime(), lock.getCreateTime(), visit.now())),
                                Parts.cell(Words.time(lock.hasLastEventTime(), lock.getLastEventTime(), visit.now())),
                                Parts.cell(Words.time(lock.hasExpireTime(), lock.getExpireTime(), visit.now())),
                                h("td.actions", visit.may(Role.OPERATOR) ? free(visit, lock) : null)))
                        .toList());
    }

    private Html free(Visit visit, UserLock lock) {
        return visit.post(
                Link.to("hub", "gateways", "unlock"),
                Visit.hidden("user", numbers.seal(lock.getUser())),
                Visit.hidden("gateway", lock.getGatewayId()),
                Visit.hidden("tenant", lock.getTenantId()),
                h("button", attr("type", "submit"), "Unlock"));
    }

    private static Html noGateway(String tenant) {
        return Parts.empty(
                tenant.isEmpty() ? "No gateway yet" : "This tenant has no gateway of its own",
                "A gateway is one number for many tenants; a link with a code says whom a user wants. ",
                h("a", attr("href", "/docs#gateways"), "How to add one"),
                ".");
    }

    private static Html gateways(List<Gateway> gateways) {
        return Parts.table(
                "Gateways",
                List.of("Gateway", "State", "Its links begin with", "Sends through", "Without a code goes to"),
                gateways.stream()
                        .map(gateway -> Parts.row(
                                h(
                                        "td.long",
                                        Html.theirs(
                                                gateway.getName().isEmpty()
                                                        ? gateway.getGatewayId()
                                                        : gateway.getName()),
                                        h("span.two.mono", Html.theirs(gateway.getGatewayId()))),
                                Parts.cell(
                                        gateway.getActive()
                                                ? Parts.badge(Tone.GOOD, "active")
                                                : Parts.badge(Tone.IDLE, "switched off")),
                                Parts.cell(Parts.mono(
                                        gateway.getWord().isEmpty() ? "" : "start_" + gateway.getWord() + "_…")),
                                Parts.cell(
                                        HubPage.tenant(gateway.getTenantId()),
                                        h("span.two.mono", gateway.getEndpointId())),
                                Parts.cell(Parts.mono(gateway.getDefaultProjectId()))))
                        .toList());
    }

    private static Html codes(List<GatewayCodeEntry> codes) {
        return Parts.table(
                "Codes",
                List.of("Code", "Tenant", "Gateway", "The user's first words"),
                codes.stream()
                        .map(code -> Parts.row(
                                Parts.cell(Parts.mono(code.getCode())),
                                Parts.cell(HubPage.tenant(code.getTenantId())),
                                Parts.cell(Parts.mono(code.getGatewayId())),
                                Parts.cell(Parts.mono(code.getLinkText()))))
                        .toList());
    }

    private UserLockServiceBlockingStub locks(Visit visit) {
        return peers.of("ingress", visit.caller(), UserLockServiceGrpc::newBlockingStub);
    }
}
