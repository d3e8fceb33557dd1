package dev.waypost.console.hub;

import dev.waypost.console.json.Documented;
import dev.waypost.console.json.Shape;
import dev.waypost.proto.config.v1.App;
import dev.waypost.proto.config.v1.BusinessAccount;
import dev.waypost.proto.config.v1.CreateAppRequest;
import dev.waypost.proto.config.v1.CreateBusinessAccountRequest;
import dev.waypost.proto.config.v1.CreatePhoneNumberRequest;
import dev.waypost.proto.config.v1.CreateProjectRequest;
import dev.waypost.proto.config.v1.DeleteAppRequest;
import dev.waypost.proto.config.v1.DeleteBusinessAccountRequest;
import dev.waypost.proto.config.v1.DeletePhoneNumberRequest;
import dev.waypost.proto.config.v1.DeleteProjectRequest;
import dev.waypost.proto.config.v1.GetAppRequest;
import dev.waypost.proto.config.v1.GetBusinessAccountRequest;
import dev.waypost.proto.config.v1.GetPhoneNumberRequest;
import dev.waypost.proto.config.v1.GetProjectRequest;
import dev.waypost.proto.config.v1.ListAppsRequest;
import dev.waypost.proto.config.v1.ListBusinessAccountsRequest;
import dev.waypost.proto.config.v1.ListMappingsRequest;
import dev.waypost.proto.config.v1.ListPhoneNumbersRequest;
import dev.waypost.proto.config.v1.ListProjectsRequest;
import dev.waypost.proto.config.v1.MapProjectRequest;
import dev.waypost.proto.config.v1.Mapping;
import dev.waypost.proto.config.v1.PhoneNumber;
import dev.waypost.proto.config.v1.Project;
import dev.waypost.proto.config.v1.RevokeAppCredentialRequest;
import dev.waypost.proto.config.v1.RotateAppCredentialRequest;
import dev.waypost.proto.config.v1.RotateProjectSecretRequest;
import dev.waypost.proto.config.v1.UnmapProjectRequest;
import dev.waypost.proto.config.v1.UpdateAppRequest;
import dev.waypost.proto.config.v1.UpdateBusinessAccountRequest;
import dev.waypost.proto.config.v1.UpdatePhoneNumberRequest;
import dev.waypost.proto.config.v1.UpdateProjectRequest;
import jakarta.inject.Singleton;
import java.util.List;

/// What the hub tree looks like in JSON: the snake_case names that its callers know, and secrets never.
@Singleton
final class HubShapes implements Documented {
    static final Shape ACCOUNT = Shape.snakeCase(BusinessAccount.getDescriptor())
            .rename("business_account_id", "business_id")
            .alias("id", "business_id");

    static final Shape APP = Shape.snakeCase(App.getDescriptor())
            .rename("app_id", "id")
            .rename("business_account_id", "business_id")
            .rename("kind", "credential")
            .lower("kind")
            .alias("app_id", "id");

    static final Shape NUMBER = Shape.snakeCase(PhoneNumber.getDescriptor())
            .rename("display_number", "phone_number")
            .rename("name", "display_name")
            .rename("active", "is_active")
            .alias("id", "phone_number_id");

    static final Shape PROJECT = Shape.snakeCase(Project.getDescriptor())
            .rename("project_id", "id")
            .rename("url", "endpoint")
            .rename("active", "is_active")
            .hide("clear_headers")
            .alias("project_id", "id")
            .add("priority");

    static final Shape MAPPING = Shape.snakeCase(Mapping.getDescriptor());

    @Override
    public List<Schema> schemas() {
        return List.of(
                Schema.answered("BusinessAccount", ACCOUNT, BusinessAccount.getDescriptor()),
                Schema.sent("BusinessAccountCreate", ACCOUNT, CreateBusinessAccountRequest.getDescriptor()),
                Schema.sent(
                        "BusinessAccountPatch",
                        ACCOUNT,
                        UpdateBusinessAccountRequest.getDescriptor(),
                        "business_account_id"),
                Schema.answered("App", APP, App.getDescriptor()),
                Schema.sent("AppCreate", APP, CreateAppRequest.getDescriptor()),
                Schema.sent("AppPatch", APP, UpdateAppRequest.getDescriptor(), "app_id"),
                Schema.sent("AppRotate", APP, RotateAppCredentialRequest.getDescriptor(), "app_id"),
                Schema.sent("AppRevoke", APP, RevokeAppCredentialRequest.getDescriptor(), "app_id"),
                Schema.answered("PhoneNumber", NUMBER, PhoneNumber.getDescriptor()),
                Schema.sent("PhoneNumberCreate", NUMBER, CreatePhoneNumberRequest.getDescriptor()),
                Schema.sent("PhoneNumberPatch", NUMBER, UpdatePhoneNumberRequest.getDescriptor(), "phone_number_id"),
                Schema.answered("Project", PROJECT, Project.getDescriptor()),
                Schema.sent("ProjectCreate", PROJECT, CreateProjectRequest.getDescriptor()),
                Schema.sent("ProjectPatch", PROJECT, UpdateProjectRequest.getDescriptor(), "project_id"),
                Schema.sent("ProjectRotate", PROJECT, RotateProjectSecretRequest.getDescriptor(), "project_id"),
                Schema.answered("Mapping", MAPPING, Mapping.getDescriptor()),
                Schema.sent("MappingCreate", MAPPING, MapProjectRequest.getDescriptor()),
                Schema.asked("BusinessAccountList", ACCOUNT, ListBusinessAccountsRequest.getDescriptor()),
                Schema.asked(
                        "BusinessAccountGet",
                        ACCOUNT,
                        GetBusinessAccountRequest.getDescriptor(),
                        "business_account_id"),
                Schema.asked(
                        "BusinessAccountDelete",
                        ACCOUNT,
                        DeleteBusinessAccountRequest.getDescriptor(),
                        "business_account_id"),
                Schema.asked("AppList", APP, ListAppsRequest.getDescriptor()),
                Schema.asked("AppListOf", APP, ListAppsRequest.getDescriptor(), "business_account_id"),
                Schema.asked("AppGet", APP, GetAppRequest.getDescriptor(), "app_id"),
                Schema.asked("AppDelete", APP, DeleteAppRequest.getDescriptor(), "app_id"),
                Schema.asked("PhoneNumberList", NUMBER, ListPhoneNumbersRequest.getDescriptor()),
                Schema.asked("PhoneNumberListOf", NUMBER, ListPhoneNumbersRequest.getDescriptor(), "app_id"),
                Schema.asked("PhoneNumberGet", NUMBER, GetPhoneNumberRequest.getDescriptor(), "phone_number_id"),
                Schema.asked("PhoneNumberDelete", NUMBER, DeletePhoneNumberRequest.getDescriptor(), "phone_number_id"),
                Schema.asked("ProjectList", PROJECT, ListProjectsRequest.getDescriptor()),
                Schema.asked("ProjectListOf", PROJECT, ListProjectsRequest.getDescriptor(), "phone_number_id"),
                Schema.asked("ProjectGet", PROJECT, GetProjectRequest.getDescriptor(), "project_id"),
                Schema.asked("ProjectDelete", PROJECT, DeleteProjectRequest.getDescriptor(), "project_id"),
                Schema.asked("MappingList", MAPPING, ListMappingsRequest.getDescriptor()),
                Schema.asked(
                        "MappingDelete",
                        MAPPING,
                        UnmapProjectRequest.getDescriptor(),
                        "phone_number_id",
                        "project_id"));
    }
}
