package dev.waypost.console.web.hub;

import dev.waypost.console.edge.Peers;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.proto.config.v1.App;
import dev.waypost.proto.config.v1.BusinessAccount;
import dev.waypost.proto.config.v1.HubServiceGrpc;
import dev.waypost.proto.config.v1.ListAppsRequest;
import dev.waypost.proto.config.v1.ListBusinessAccountsRequest;
import dev.waypost.proto.config.v1.ListMappingsRequest;
import dev.waypost.proto.config.v1.ListPhoneNumbersRequest;
import dev.waypost.proto.config.v1.ListProjectsRequest;
import dev.waypost.proto.config.v1.Mapping;
import dev.waypost.proto.config.v1.PhoneNumber;
import dev.waypost.proto.config.v1.Project;
import java.util.List;

/// The hub's tree of one tenant, or of all: as much of it as a picture can show.
///
/// @param cut whether there is more
record HubTree(
        List<BusinessAccount> accounts,
        List<App> apps,
        List<PhoneNumber> numbers,
        List<Project> projects,
        List<Mapping> mappings,
        boolean cut) {
    static final int MOST = 60;
    private static final int MOST_MAPPINGS = 400;

    static HubTree read(Peers peers, Visit visit, String tenant) {
        var hub = peers.of("config", visit.caller(), HubServiceGrpc::newBlockingStub);
        var accounts = hub.listBusinessAccounts(ListBusinessAccountsRequest.newBuilder()
                .setTenantId(tenant)
                .setPageSize(MOST)
                .build());
        var apps = hub.listApps(ListAppsRequest.newBuilder()
                .setTenantId(tenant)
                .setPageSize(MOST)
                .build());
        var numbers = hub.listPhoneNumbers(ListPhoneNumbersRequest.newBuilder()
                .setTenantId(tenant)
                .setPageSize(MOST)
                .build());
        var projects = hub.listProjects(ListProjectsRequest.newBuilder()
                .setTenantId(tenant)
                .setPageSize(MOST)
                .build());
        var mappings = hub.listMappings(ListMappingsRequest.newBuilder()
                .setTenantId(tenant)
                .setPageSize(MOST_MAPPINGS)
                .build());
        boolean cut = List.of(
                        accounts.getNextPageToken(),
                        apps.getNextPageToken(),
                        numbers.getNextPageToken(),
                        projects.getNextPageToken(),
                        mappings.getNextPageToken())
                .stream()
                .anyMatch(token -> !token.isEmpty());
        return new HubTree(
                accounts.getBusinessAccountsList(),
                apps.getAppsList(),
                numbers.getPhoneNumbersList(),
                projects.getProjectsList(),
                mappings.getMappingsList(),
                cut);
    }

    boolean isEmpty() {
        return accounts.isEmpty() && apps.isEmpty() && numbers.isEmpty() && projects.isEmpty();
    }
}
