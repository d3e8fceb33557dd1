package dev.waypost.config.hub;

import dev.waypost.config.change.Names;
import dev.waypost.proto.config.v1.CreateBusinessAccountRequest;
import dev.waypost.proto.config.v1.CreateBusinessAccountResponse;
import dev.waypost.proto.config.v1.DeleteBusinessAccountRequest;
import dev.waypost.proto.config.v1.DeleteBusinessAccountResponse;
import dev.waypost.proto.config.v1.GetBusinessAccountRequest;
import dev.waypost.proto.config.v1.GetBusinessAccountResponse;
import dev.waypost.proto.config.v1.ListBusinessAccountsRequest;
import dev.waypost.proto.config.v1.ListBusinessAccountsResponse;
import dev.waypost.proto.config.v1.UpdateBusinessAccountRequest;
import dev.waypost.proto.config.v1.UpdateBusinessAccountResponse;
import jakarta.inject.Singleton;
import java.time.Instant;

/// Business accounts over gRPC.
@Singleton
final class AccountApi {
    private final AccountStore store;
    private final Accounts accounts;
    private final HubCommits commits;

    AccountApi(AccountStore store, Accounts accounts, HubCommits commits) {
        this.store = store;
        this.accounts = accounts;
        this.commits = commits;
    }

    CreateBusinessAccountResponse create(CreateBusinessAccountRequest r) {
        String id = r.getBusinessAccountId();
        var wanted = new BusinessAccount(
                id,
                Hub.name(r.getName(), id),
                zone(r.getTimezone()),
                Names.orNull(r.getTenantId()),
                1,
                Instant.EPOCH,
                Instant.EPOCH);
        return commits.commit(
                r.getRequestId(),
                r,
                CreateBusinessAccountResponse.parser(),
                change -> CreateBusinessAccountResponse.newBuilder()
                        .setBusinessAccount(HubWireApi.write(accounts.add(change, wanted)))
                        .build());
    }

    GetBusinessAccountResponse get(GetBusinessAccountRequest r) {
        String id = r.getBusinessAccountId();
        return GetBusinessAccountResponse.newBuilder()
                .setBusinessAccount(HubWireApi.write(Hub.ACCOUNT.seen(id, r.getTenantId(), store.find(id))))
                .build();
    }

    ListBusinessAccountsResponse list(ListBusinessAccountsRequest r) {
        Page page = Page.of(r.getPageToken(), r.getPageSize(), r.getTenantId());
        var answer = ListBusinessAccountsResponse.newBuilder();
        String next = page.fill(
                store.list(page), one -> answer.addBusinessAccounts(HubWireApi.write(one)), BusinessAccount::id);
        return answer.setNextPageToken(next).build();
    }

    UpdateBusinessAccountResponse update(UpdateBusinessAccountRequest r) {
        String id = r.getBusinessAccountId();
        return commits.commit(r.getRequestId(), r, UpdateBusinessAccountResponse.parser(), change -> {
            BusinessAccount after = accounts.update(
                    change,
                    id,
                    r.getExpectedRevision(),
                    held -> new BusinessAccount(
                            id,
                            r.hasName() ? Hub.name(r.getName(), id) : held.name(),
                            r.hasTimezone() ? zone(r.getTimezone()) : held.timezone(),
                            r.hasTenantId() ? Names.orNull(r.getTenantId()) : held.tenantId(),
                            held.revision(),
                            held.created(),
                            held.updated()));
            return UpdateBusinessAccountResponse.newBuilder()
                    .setBusinessAccount(HubWireApi.write(after))
                    .build();
        });
    }

    DeleteBusinessAccountResponse delete(DeleteBusinessAccountRequest r) {
        return commits.commit(r.getRequestId(), r, DeleteBusinessAccountResponse.parser(), change -> {
            accounts.delete(change, r.getBusinessAccountId(), r.getExpectedRevision());
            return DeleteBusinessAccountResponse.getDefaultInstance();
        });
    }

    private static String zone(String asked) {
        return asked.isEmpty() ? "UTC" : asked;
    }
}
