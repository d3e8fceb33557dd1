package dev.waypost.console.web.tenants;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import com.google.protobuf.FieldMask;
import dev.waypost.console.web.frame.Failures;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Outcome;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Section;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.html.Html;
import dev.waypost.platform.auth.Role;
import dev.waypost.platform.fault.Fault;
import dev.waypost.proto.config.v1.Tenant;
import dev.waypost.proto.config.v1.TenantPolicy;
import dev.waypost.proto.config.v1.UpdateTenantRequest;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import org.jspecify.annotations.Nullable;

/// A tenant's settings: all of them, each with what it means. Only what was changed is sent.
@Controller("/ui/tenants/{tenantId}/settings")
@ExecuteOn(TaskExecutors.BLOCKING)
public final class SettingsPage {
    private final Pages pages;
    private final OneTenant one;
    private final PolicyForm form = new PolicyForm();

    SettingsPage(Pages pages, OneTenant one) {
        this.pages = pages;
        this.one = one;
    }

    @Get
    public HttpResponse<?> show(HttpRequest<?> request, String tenantId) {
        return pages.show(request, Section.TENANTS, visit -> {
            Tenant tenant = one.tenant(visit, tenantId);
            return page(visit, tenant, tenant, null);
        });
    }

    @Post
    @Consumes(MediaType.ALL)
    public HttpResponse<?> save(HttpRequest<byte[]> request, String tenantId) {
        return pages.act(request, Section.TENANTS, visit -> {
            Tenant before = one.tenant(visit, tenantId);
            TenantPolicy.Builder policy = before.getPolicy().toBuilder();
            FieldMask.Builder mask = FieldMask.newBuilder();
            Tenant.Builder wanted = before.toBuilder();
            try {
                form.read(visit, policy).forEach(path -> mask.addPaths("policy." + path));
                wanted.setPolicy(policy);
                if (visit.has("name") && !visit.field("name").equals(before.getName())) {
                    wanted.setName(visit.field("name"));
                    mask.addPaths("name");
                }
                if (mask.getPathsCount() == 0) {
                    return Outcome.gone(Link.to("tenants", tenantId, "settings"), "Nothing was changed.");
                }
                one.tenants(visit)
                        .updateTenant(UpdateTenantRequest.newBuilder()
                                .setTenantId(tenantId)
                                .setRequestId(visit.requestId())
                                .setExpectedRevision(revision(visit))
                                .setTenant(wanted)
                                .setUpdateMask(mask)
                                .build());
            } catch (RuntimeException e) {
                Fault fault = Failures.faultOf(e);
                if (fault.hasViolations()) {
                    return page(visit, before, wanted.build(), fault);
                }
                throw e;
            }
            String changed = String.join(", ", mask.getPathsList())
                    .replace("policy.", "")
                    .replace('_', ' ');
            return Outcome.gone(Link.to("tenants", tenantId, "settings"), "Saved: " + changed + ".");
        });
    }

    private static long revision(Visit visit) {
        String text = visit.field("revision");
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    /// @param shown what stands in the fields: what is stored, or what was just refused
    private Outcome page(Visit visit, Tenant stored, Tenant shown, @Nullable Fault fault) {
        boolean mayChange = visit.may(Role.OPERATOR);
        Html fields = Html.all(
                Visit.hidden("revision", fault == null ? stored.getRevision() : visit.field("revision")),
                h(
                        "fieldset",
                        h("legend", "Tenant"),
                        h(
                                "div.grid",
                                Parts.input(
                                        "Name", "name", shown.getName(), attr("maxlength", 256), attr("dir", "auto")))),
                form.fields(shown.getPolicy(), visit, fault));
        Outcome.Page page = OneTenant.page(
                visit,
                stored,
                "Settings",
                fault == null ? null : Failures.alert(fault),
                mayChange
                        ? h(
                                "section.card",
                                visit.post(
                                        Link.to("tenants", stored.getTenantId(), "settings"),
                                        fields,
                                        h("div.buttons", Parts.submit("Save what changed"))))
                        : h(
                                "section.card",
                                h("p.soft", "Your key may read these. An operator's key may change them."),
                                h("fieldset", attr("disabled", ""), fields)));
        return page.after(fault);
    }
}
