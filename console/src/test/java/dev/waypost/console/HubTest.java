package dev.waypost.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.console.ConsoleUnderTest.Answer;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.BusinessAccount;
import dev.waypost.proto.config.v1.ListBusinessAccountsRequest;
import dev.waypost.proto.config.v1.ListBusinessAccountsResponse;
import dev.waypost.proto.config.v1.ListProjectsRequest;
import dev.waypost.proto.config.v1.ListProjectsResponse;
import dev.waypost.proto.config.v1.MapProjectRequest;
import dev.waypost.proto.config.v1.Mapping;
import dev.waypost.proto.config.v1.Project;
import dev.waypost.proto.config.v1.UnmapProjectRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HubTest {
    private static ConsoleUnderTest console;

    @BeforeAll
    static void start() {
        console = new ConsoleUnderTest();
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void hub_speaks_snake_case_and_pages_through_the_link_header() {
        console.suite.mirror.answer(
                ListBusinessAccountsRequest.class,
                _ -> ListBusinessAccountsResponse.newBuilder()
                        .addBusinessAccounts(BusinessAccount.newBuilder().setBusinessAccountId("4711"))
                        .setNextPageToken("more+")
                        .build());

        Answer created =
                console.call("POST", "/admin/business-accounts", "{\"business_id\": 4711, \"name\": \"FinGlider\"}");
        Answer mapped = console.call(
                "POST", "/admin/mappings", "{\"phone_number_id\": \"542\", \"project_id\": 7, \"priority\": 100}");
        Answer listed = console.get("/admin/business-accounts?page_size=1&tenant_id=acme");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().path("business_id").asText()).isEqualTo("4711");
        assertThat(mapped.status()).isEqualTo(201);
        assertThat(console.suite.mirror.asked(MapProjectRequest.class).getProjectId())
                .isEqualTo("7");
        assertThat(listed.json().findValuesAsText("business_id")).containsExactly("4711");
        assertThat(listed.header("Link"))
                .isEqualTo("</admin/business-accounts?page_size=1&tenant_id=acme&page_token=more%2B>; rel=\"next\"");
        assertThat(console.suite.mirror.asked(ListBusinessAccountsRequest.class).getTenantId())
                .isEqualTo("acme");
    }

    @Test
    void projects_of_a_number_come_with_their_priority() {
        console.suite.mirror.answer(
                ListProjectsRequest.class,
                _ -> ListProjectsResponse.newBuilder()
                        .addProjects(Project.newBuilder().setProjectId("7").setUrl("https://shop.example.com/hook"))
                        .addMappings(Mapping.newBuilder().setProjectId("7").setPriority(100))
                        .build());

        JsonNode projects = console.get("/admin/phone-numbers/542/projects").json();

        assertThat(console.suite.mirror.asked(ListProjectsRequest.class).getPhoneNumberId())
                .isEqualTo("542");
        assertThat(projects.path(0).path("priority").asInt()).isEqualTo(100);
        assertThat(projects.path(0).path("project_id").asText()).isEqualTo("7");
        assertThat(projects.path(0).path("endpoint").asText()).isEqualTo("https://shop.example.com/hook");
    }

    @Test
    void what_a_service_refuses_keeps_its_reason() {
        console.suite.mirror.answer(UnmapProjectRequest.class, _ -> {
            throw Fault.of(Reason.MAPPING_NOT_FOUND);
        });

        Answer answer = console.call("DELETE", "/admin/mappings/542/7", "");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("reason").asText()).isEqualTo("MAPPING_NOT_FOUND");
    }
}
