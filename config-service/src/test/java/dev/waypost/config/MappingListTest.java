package dev.waypost.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.proto.config.v1.ListMappingsRequest;
import dev.waypost.proto.config.v1.Mapping;
import dev.waypost.proto.config.v1.PhoneNumber;
import dev.waypost.proto.config.v1.Project;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MappingListTest {
    private static ConfigHarness config;
    private static HubFixture hub;

    @BeforeAll
    static void start() {
        config = new ConfigHarness();
        hub = new HubFixture(config);
    }

    @AfterAll
    static void stop() {
        config.close();
    }

    @Test
    void mappings_of_a_tenant_follow_each_other_in_order_of_number_page_after_page() {
        String tenant = hub.tenant();
        List<Project> projects = List.of(hub.project(tenant), hub.project(tenant), hub.project(tenant));
        for (int i = 0; i < 2; i++) {
            PhoneNumber number = hub.number(tenant);
            projects.forEach(project -> hub.map(number, project, 0));
        }
        String other = hub.tenant();
        hub.map(hub.number(other), hub.project(other), 0);

        List<Mapping> found = new ArrayList<>();
        String token = "";
        do {
            var page = config.hub()
                    .listMappings(ListMappingsRequest.newBuilder()
                            .setTenantId(tenant)
                            .setPageSize(2)
                            .setPageToken(token)
                            .build());
            found.addAll(page.getMappingsList());
            token = page.getNextPageToken();
        } while (!token.isEmpty());

        assertThat(found)
                .hasSize(6)
                .doesNotHaveDuplicates()
                .extracting(Mapping::getPhoneNumberId)
                .isSorted();
    }
}
