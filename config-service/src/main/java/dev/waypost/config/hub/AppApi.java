package dev.waypost.config.hub;

import dev.waypost.config.endpoint.EndpointSettings;
import dev.waypost.config.hub.Apps.Secrets;
import dev.waypost.proto.config.v1.CreateAppRequest;
import dev.waypost.proto.config.v1.CreateAppResponse;
import dev.waypost.proto.config.v1.DeleteAppRequest;
import dev.waypost.proto.config.v1.DeleteAppResponse;
import dev.waypost.proto.config.v1.GetAppRequest;
import dev.waypost.proto.config.v1.GetAppResponse;
import dev.waypost.proto.config.v1.ListAppsRequest;
import dev.waypost.proto.config.v1.ListAppsResponse;
import dev.waypost.proto.config.v1.UpdateAppRequest;
import dev.waypost.proto.config.v1.UpdateAppResponse;
import jakarta.inject.Singleton;

/// Apps over gRPC.
@Singleton
final class AppApi {
    private final AppStore store;
    private final Apps apps;
    private final HubCommits commits;
    private final EndpointSettings settings;

    AppApi(AppStore store, Apps apps, HubCommits commits, EndpointSettings settings) {
        this.store = store;
        this.apps = apps;
        this.commits = commits;
        this.settings = settings;
    }

    CreateAppResponse create(CreateAppRequest r) {
        String id = r.getAppId();
        return commits.commit(
                r.getRequestId(),
                r,
                CreateAppResponse.parser(),
                change -> CreateAppResponse.newBuilder()
                        .setApp(write(apps.add(
                                change,
                                id,
                                r.getBusinessAccountId(),
                                Hub.name(r.getName(), id),
                                new Secrets(r.getVerifyToken(), r.getAppSecret()))))
                        .build());
    }

    GetAppResponse get(GetAppRequest r) {
        String id = r.getAppId();
        return GetAppResponse.newBuilder()
                .setApp(write(Hub.APP.seen(id, r.getTenantId(), store.find(id))))
                .build();
    }

    ListAppsResponse list(ListAppsRequest r) {
        Page page = Page.of(r.getPageToken(), r.getPageSize(), r.getTenantId());
        var answer = ListAppsResponse.newBuilder();
        String next = page.fill(store.list(page, r.getBusinessAccountId()), one -> answer.addApps(write(one)), App::id);
        return answer.setNextPageToken(next).build();
    }

    UpdateAppResponse update(UpdateAppRequest r) {
        String id = r.getAppId();
        return commits.commit(r.getRequestId(), r, UpdateAppResponse.parser(), change -> {
            App after = apps.update(
                    change,
                    id,
                    r.getExpectedRevision(),
                    held -> r.hasName() ? held.named(Hub.name(r.getName(), id)) : held,
                    new Secrets(r.getVerifyToken(), r.getAppSecret()));
            return UpdateAppResponse.newBuilder().setApp(write(after)).build();
        });
    }

    DeleteAppResponse delete(DeleteAppRequest r) {
        return commits.commit(r.getRequestId(), r, DeleteAppResponse.parser(), change -> {
            apps.delete(change, r.getAppId(), r.getExpectedRevision());
            return DeleteAppResponse.getDefaultInstance();
        });
    }

    dev.waypost.proto.config.v1.App write(App app) {
        return HubWireApi.write(app, settings.webhookBase());
    }
}
