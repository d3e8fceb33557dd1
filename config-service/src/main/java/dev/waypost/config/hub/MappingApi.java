package dev.waypost.config.hub;

import dev.waypost.proto.config.v1.ListMappingsRequest;
import dev.waypost.proto.config.v1.ListMappingsResponse;
import dev.waypost.proto.config.v1.MapProjectRequest;
import dev.waypost.proto.config.v1.MapProjectResponse;
import dev.waypost.proto.config.v1.UnmapProjectRequest;
import dev.waypost.proto.config.v1.UnmapProjectResponse;
import jakarta.inject.Singleton;

/// Mappings over gRPC.
@Singleton
final class MappingApi {
    private final MappingStore store;
    private final Mappings mappings;
    private final HubCommits commits;

    MappingApi(MappingStore store, Mappings mappings, HubCommits commits) {
        this.store = store;
        this.mappings = mappings;
        this.commits = commits;
    }

    MapProjectResponse map(MapProjectRequest r) {
        return commits.commit(r.getRequestId(), r, MapProjectResponse.parser(), change -> {
            Mapping mapping = mappings.map(change, r.getPhoneNumberId(), r.getProjectId(), r.getPriority());
            return MapProjectResponse.newBuilder()
                    .setMapping(HubWireApi.write(mapping))
                    .build();
        });
    }

    UnmapProjectResponse unmap(UnmapProjectRequest r) {
        return commits.commit(r.getRequestId(), r, UnmapProjectResponse.parser(), change -> {
            mappings.unmap(change, r.getPhoneNumberId(), r.getProjectId());
            return UnmapProjectResponse.getDefaultInstance();
        });
    }

    ListMappingsResponse list(ListMappingsRequest r) {
        Page page = Page.of(r.getPageToken(), r.getPageSize(), r.getTenantId());
        var answer = ListMappingsResponse.newBuilder();
        String next = page.fill(
                store.list(page, r.getPhoneNumberId(), r.getProjectId()),
                one -> answer.addMappings(HubWireApi.write(one)),
                MappingStore::token);
        return answer.setNextPageToken(next).build();
    }
}
