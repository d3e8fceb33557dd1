package dev.waypost.console.hub;

import dev.waypost.console.json.Json;
import dev.waypost.console.json.Times;
import dev.waypost.proto.config.v1.App;
import dev.waypost.proto.config.v1.BusinessAccount;
import dev.waypost.proto.config.v1.Mapping;
import dev.waypost.proto.config.v1.PhoneNumber;
import dev.waypost.proto.config.v1.Project;

/// Writes the hub tree the way its callers know it: snake_case, and secrets never.
final class HubJson {
    private HubJson() {}

    static Json of(BusinessAccount account) {
        return Json.object()
                .put("business_id", account.getBusinessAccountId())
                .put("name", account.getName())
                .put("timezone", account.getTimezone())
                .put("tenant_id", account.getTenantId())
                .put("revision", account.getRevision())
                .put("created_at", Times.iso(account.hasCreateTime(), account.getCreateTime()))
                .put("updated_at", Times.iso(account.hasUpdateTime(), account.getUpdateTime()));
    }

    static Json of(App app) {
        return Json.object()
                .put("id", app.getAppId())
                .put("business_id", app.getBusinessAccountId())
                .put("name", app.getName())
                .put("webhook_url", app.getWebhookUrl())
                .put("verify_token_set", app.getVerifyToken().getPresent())
                .put("app_secret_set", app.getAppSecret().getPresent())
                .put("revision", app.getRevision())
                .put("created_at", Times.iso(app.hasCreateTime(), app.getCreateTime()))
                .put("updated_at", Times.iso(app.hasUpdateTime(), app.getUpdateTime()));
    }

    static Json of(PhoneNumber number) {
        return Json.object()
                .put("phone_number_id", number.getPhoneNumberId())
                .put("app_id", number.getAppId())
                .put("phone_number", number.getDisplayNumber())
                .put("display_name", number.getName())
                .put("tenant_id", number.getTenantId())
                .put("is_active", number.getActive())
                .put("revision", number.getRevision())
                .put("created_at", Times.iso(number.hasCreateTime(), number.getCreateTime()))
                .put("updated_at", Times.iso(number.hasUpdateTime(), number.getUpdateTime()));
    }

    static Json of(Project project) {
        return Json.object()
                .put("id", project.getProjectId())
                .put("tenant_id", project.getTenantId())
                .put("name", project.getName())
                .put("endpoint", project.getUrl())
                .put("description", project.getDescription())
                .put("header_names", project.getHeaderNamesList().isEmpty() ? null : project.getHeaderNamesList())
                .put("signing_secret_set", project.getSigningSecret().getPresent())
                .put("is_active", project.getActive())
                .put("revision", project.getRevision())
                .put("created_at", Times.iso(project.hasCreateTime(), project.getCreateTime()))
                .put("updated_at", Times.iso(project.hasUpdateTime(), project.getUpdateTime()));
    }

    static Json of(Mapping mapping) {
        return Json.object()
                .put("phone_number_id", mapping.getPhoneNumberId())
                .put("project_id", mapping.getProjectId())
                .put("priority", mapping.getPriority())
                .put("tenant_id", mapping.getTenantId())
                .put("created_at", Times.iso(mapping.hasCreateTime(), mapping.getCreateTime()));
    }
}
