package dev.waypost.config.hub;

import dev.waypost.config.change.Commits;
import dev.waypost.config.change.Names;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.CreateAppRequest;
import dev.waypost.proto.config.v1.CreateAppResponse;
import dev.waypost.proto.config.v1.CreateBusinessAccountRequest;
import dev.waypost.proto.config.v1.CreateBusinessAccountResponse;
import dev.waypost.proto.config.v1.CreatePhoneNumberRequest;
import dev.waypost.proto.config.v1.CreatePhoneNumberResponse;
import dev.waypost.proto.config.v1.GetAppResponse;
import dev.waypost.proto.config.v1.GetBusinessAccountResponse;
import dev.waypost.proto.config.v1.GetPhoneNumberResponse;
import dev.waypost.proto.config.v1.ListAppsRequest;
import dev.waypost.proto.config.v1.ListAppsResponse;
import dev.waypost.proto.config.v1.ListBusinessAccountsRequest;
import dev.waypost.proto.config.v1.ListBusinessAccountsResponse;
import dev.waypost.proto.config.v1.ListPhoneNumbersRequest;
import dev.waypost.proto.config.v1.ListPhoneNumbersResponse;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Business accounts, apps and phone numbers over gRPC.
@Singleton
final class TreeApi {
    private final TreeStore store;
    private final HubTree tree;
    private final Commits commits;

    TreeApi(TreeStore store, HubTree tree, Commits commits) {
        this.store = store;
        this.tree = tree;
        this.commits = commits;
    }

    CreateBusinessAccountResponse create(CreateBusinessAccountRequest r) {
        return commits.commit(Commits.HUB, r.getRequestId(), r, CreateBusinessAccountResponse.parser(), change -> {
            BusinessAccount added =
                    tree.addAccount(change, r.getBusinessAccountId(), r.getName(), r.getTimezone(), r.getTenantId());
            return CreateBusinessAccountResponse.newBuilder()
                    .setBusinessAccount(HubWireApi.write(added))
                    .build();
        });
    }

    CreateAppResponse create(CreateAppRequest r) {
        return commits.commit(Commits.HUB, r.getRequestId(), r, CreateAppResponse.parser(), change -> {
            App added = tree.addApp(
                    change, r.getAppId(), r.getBusinessAccountId(), r.getName(), r.getVerifyToken(), r.getAppSecret());
            return CreateAppResponse.newBuilder()
                    .setApp(HubWireApi.write(added))
                    .build();
        });
    }

    CreatePhoneNumberResponse create(CreatePhoneNumberRequest r) {
        return commits.commit(Commits.HUB, r.getRequestId(), r, CreatePhoneNumberResponse.parser(), change -> {
            PhoneNumber added = tree.addNumber(
                    change,
                    new PhoneNumber(
                            r.getPhoneNumberId(),
                            r.getAppId(),
                            r.getDisplayNumber(),
                            r.getName(),
                            Names.orNull(r.getTenantId()),
                            !r.hasActive() || r.getActive(),
                            1,
                            Instant.EPOCH,
                            Instant.EPOCH));
            return CreatePhoneNumberResponse.newBuilder()
                    .setPhoneNumber(HubWireApi.write(added))
                    .build();
        });
    }

    GetBusinessAccountResponse account(String id, String tenantId) {
        BusinessAccount found =
                required(Reason.BUSINESS_ACCOUNT_NOT_FOUND, "business_account_id", id, sql -> store.account(sql, id));
        checkSeen(found.tenantId(), tenantId, Reason.BUSINESS_ACCOUNT_NOT_FOUND, "business_account_id", id);
        return GetBusinessAccountResponse.newBuilder()
                .setBusinessAccount(HubWireApi.write(found))
                .build();
    }

    GetAppResponse app(String id, String tenantId) {
        App found = required(Reason.APP_NOT_FOUND, "app_id", id, sql -> store.app(sql, id));
        BusinessAccount account =
                required(Reason.APP_NOT_FOUND, "app_id", id, sql -> store.account(sql, found.businessAccountId()));
        checkSeen(account.tenantId(), tenantId, Reason.APP_NOT_FOUND, "app_id", id);
        return GetAppResponse.newBuilder().setApp(HubWireApi.write(found)).build();
    }

    GetPhoneNumberResponse number(String id, String tenantId) {
        PhoneNumber found =
                required(Reason.PHONE_NUMBER_NOT_FOUND, "phone_number_id", id, sql -> store.number(sql, id));
        checkSeen(found.tenantId(), tenantId, Reason.PHONE_NUMBER_NOT_FOUND, "phone_number_id", id);
        return GetPhoneNumberResponse.newBuilder()
                .setPhoneNumber(HubWireApi.write(found))
                .build();
    }

    ListBusinessAccountsResponse list(ListBusinessAccountsRequest r) {
        Page page = Page.of(r.getPageToken(), r.getPageSize(), r.getTenantId());
        List<BusinessAccount> found = store.accounts(page);
        var answer = ListBusinessAccountsResponse.newBuilder();
        page.cut(found).stream().map(HubWireApi::write).forEach(answer::addBusinessAccounts);
        if (page.hasNext(found)) {
            answer.setNextPageToken(page.cut(found).getLast().id());
        }
        return answer.build();
    }

    ListAppsResponse list(ListAppsRequest r) {
        Page page = Page.of(r.getPageToken(), r.getPageSize(), r.getTenantId());
        List<App> found = store.apps(page, r.getBusinessAccountId());
        var answer = ListAppsResponse.newBuilder();
        page.cut(found).stream().map(HubWireApi::write).forEach(answer::addApps);
        if (page.hasNext(found)) {
            answer.setNextPageToken(page.cut(found).getLast().id());
        }
        return answer.build();
    }

    ListPhoneNumbersResponse list(ListPhoneNumbersRequest r) {
        Page page = Page.of(r.getPageToken(), r.getPageSize(), r.getTenantId());
        List<PhoneNumber> found = store.numbers(page, r.getAppId());
        var answer = ListPhoneNumbersResponse.newBuilder();
        page.cut(found).stream().map(HubWireApi::write).forEach(answer::addPhoneNumbers);
        if (page.hasNext(found)) {
            answer.setNextPageToken(page.cut(found).getLast().id());
        }
        return answer.build();
    }

    private <T> T required(Reason reason, String field, String id, Db.SqlWork<Optional<T>> find) {
        return store.read(find).orElseThrow(() -> Fault.of(reason).with(field, id));
    }

    /// What the caller may not see answers as what is not there.
    ///
    /// @param asked the tenant that the request names; empty for none
    static void checkSeen(@Nullable String tenantId, String asked, Reason reason, String field, String id) {
        Caller caller = Caller.current();
        boolean seen = caller.tenants().isEmpty() || (tenantId != null && caller.mayActFor(tenantId));
        if (!seen || (!asked.isEmpty() && !asked.equals(tenantId))) {
            throw Fault.of(reason).with(field, id);
        }
    }
}
