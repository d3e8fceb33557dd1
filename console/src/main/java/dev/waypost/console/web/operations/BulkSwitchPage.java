package dev.waypost.console.web.operations;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.edge.Peers;
import dev.waypost.console.web.frame.Failures;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Outcome;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Section;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.html.Html;
import dev.waypost.platform.fault.Fault;
import dev.waypost.proto.config.v1.BulkSwitchRequest;
import dev.waypost.proto.config.v1.TenantSelection;
import dev.waypost.proto.config.v1.TransferServiceGrpc;
import dev.waypost.proto.operation.v1.Operation;
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
import org.jspecify.annotations.Nullable;

/// Moves many tenants to their standbys at once; first without doing it.
@Controller("/ui/operations/bulk-switch")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class BulkSwitchPage {
    private final Pages pages;
    private final Peers peers;

    BulkSwitchPage(Pages pages, Peers peers) {
        this.pages = pages;
        this.peers = peers;
    }

    @Get
    public HttpResponse<?> ask(HttpRequest<?> request) {
        return pages.show(request, Section.OPERATIONS, visit -> form(visit, null));
    }

    @Post
    public HttpResponse<?> start(HttpRequest<byte[]> request) {
        return pages.act(request, Section.OPERATIONS, visit -> {
            BulkSwitchRequest.Builder asked = BulkSwitchRequest.newBuilder()
                    .setRequestId(visit.requestId())
                    .setToServer(visit.field("to_server"))
                    .setCause(visit.field("cause"))
                    .setDryRun(!visit.field("really").equals("yes"));
            if (visit.field("max_per_second").matches("[0-9]{1,6}")) {
                asked.setMaxPerSecond(Integer.parseInt(visit.field("max_per_second")));
            }
            List<String> tenants = visit.field("tenants")
                    .lines()
                    .flatMap(line -> List.of(line.split("[,\\s]+")).stream())
                    .filter(id -> !id.isEmpty())
                    .toList();
            if (tenants.isEmpty()) {
                asked.setServer(visit.field("server"));
            } else {
                asked.setTenants(TenantSelection.newBuilder().addAllTenantIds(tenants));
            }
            try {
                Operation operation = peers.of("config", visit.caller(), TransferServiceGrpc::newBlockingStub)
                        .bulkSwitch(asked.build())
                        .getOperation();
                return Outcome.gone(
                        Link.to("operations", "run", operation.getOperationId()),
                        asked.getDryRun() ? "A dry run: this is what would happen, and nothing did." : "");
            } catch (RuntimeException e) {
                return form(visit, Failures.faultOf(e));
            }
        });
    }

    private static Outcome form(Visit visit, @Nullable Fault fault) {
        Html fields = h(
                "div.grid",
                Parts.input(
                        "All tenants of this server",
                        "server",
                        visit.field("server").isEmpty() ? visit.query("server") : visit.field("server"),
                        attr("placeholder", "waha-3.example.com:443")),
                h(
                        "label.field.full",
                        h("span.label", "Or these tenants"),
                        h("textarea", attr("name", "tenants"), visit.field("tenants")),
                        h("span.hint", "Their ids, apart by spaces, commas or lines.")),
                Parts.input(
                        "Only to standbys on this server",
                        "to_server",
                        visit.field("to_server"),
                        attr("placeholder", "wherever the next standby is")),
                Parts.input(
                        "Tenants a second",
                        "max_per_second",
                        visit.field("max_per_second"),
                        attr("inputmode", "numeric"),
                        attr("placeholder", "default")),
                Parts.input("Why (kept in the history)", "cause", visit.field("cause"), attr("maxlength", 512)));
        Html page = Html.all(
                OperationsFrame.tabs(visit, OperationsFrame.OPERATIONS),
                fault == null ? null : Failures.alert(fault),
                Parts.card(
                        "Switch many tenants to their standbys",
                        visit.post(
                                Link.to("operations", "bulk-switch"),
                                fields,
                                h(
                                        "div.buttons",
                                        h(
                                                "button.primary",
                                                attr("type", "submit"),
                                                attr("name", "really"),
                                                attr("value", "no"),
                                                "Try it dry first"),
                                        h(
                                                "button.danger",
                                                attr("type", "submit"),
                                                attr("name", "really"),
                                                attr("value", "yes"),
                                                "Switch them"),
                                        Parts.button(Link.to("operations"), "Cancel")))));
        return new Outcome.Page(
                fault == null ? 200 : fault.reason().httpStatus(), Section.OPERATIONS, "Operations", page);
    }
}
