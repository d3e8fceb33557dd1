package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.fault;
import static dev.waypost.config.ConfigHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Duration;
import dev.waypost.configclient.SnapshotCodec;
import dev.waypost.configclient.SnapshotKeys;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.redis.Redis;
import dev.waypost.platform.settings.Secret;
import dev.waypost.proto.config.v1.BlockedHeadPolicy;
import dev.waypost.proto.config.v1.DeleteProjectRequest;
import dev.waypost.proto.config.v1.EventKinds;
import dev.waypost.proto.config.v1.GetPhoneNumberRequest;
import dev.waypost.proto.config.v1.GetProjectRequest;
import dev.waypost.proto.config.v1.ListMappingsRequest;
import dev.waypost.proto.config.v1.ListProjectsRequest;
import dev.waypost.proto.config.v1.MapProjectRequest;
import dev.waypost.proto.config.v1.Mapping;
import dev.waypost.proto.config.v1.PhoneNumber;
import dev.waypost.proto.config.v1.Project;
import dev.waypost.proto.config.v1.ProjectPayloadFormat;
import dev.waypost.proto.config.v1.UpdatePhoneNumberRequest;
import dev.waypost.proto.config.v1.UpdateProjectRequest;
import dev.waypost.proto.ingress.v1.EventKind;
import dev.waypost.testkit.Fixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ProjectsTest {
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
    void everything_that_a_project_says_is_in_the_snapshot() {
        String tenant = hub.tenant();
        PhoneNumber number = hub.number(tenant);
        Project project = hub.project(tenant);
        hub.map(number, project, 7);
        String secret = Fixtures.secret();

        Project changed = update(
                project,
                r -> r.setName("Two")
                        .setUrl("http://127.0.0.1:8190/backend/two")
                        .setDescription("what it does")
                        .putHeaders("X-Key", "value")
                        .setSigningSecret(secret)
                        .setMaxInFlight(3)
                        .setTimeout(Duration.newBuilder()
                                .setSeconds(1)
                                .setNanos(500_000_000)
                                .build())
                        .setEventKinds(EventKinds.newBuilder()
                                .addKinds(EventKind.EVENT_KIND_STATUS)
                                .addKinds(EventKind.EVENT_KIND_MESSAGE)
                                .addKinds(EventKind.EVENT_KIND_STATUS))
                        .setPayloadFormat(ProjectPayloadFormat.PROJECT_PAYLOAD_FORMAT_EVENT)
                        .setMaxPerSecond(20)
                        .setWhenBlocked(BlockedHeadPolicy.BLOCKED_HEAD_POLICY_SKIP));

        assertThat(changed.getEventKindsList())
                .containsExactly(EventKind.EVENT_KIND_MESSAGE, EventKind.EVENT_KIND_STATUS);
        assertThat(changed.getSigningSecret().getVersion()).isEqualTo(2);
        assertThat(changed.getHeaderNamesList()).containsExactly("X-Key");
        assertThat(changed.getDescription()).isEqualTo("what it does");
        assertThat(config.snapshot(tenant).projectsOf(number.getPhoneNumberId()))
                .singleElement()
                .satisfies(shown -> {
                    assertThat(shown.name()).isEqualTo("Two");
                    assertThat(shown.url()).endsWith("/two");
                    assertThat(shown.priority()).isEqualTo(7);
                    assertThat(shown.headers()).containsEntry("X-Key", Secret.of("value"));
                    assertThat(shown.signingSecret()).isEqualTo(Secret.of(secret));
                    assertThat(shown.maxInFlight()).isEqualTo(3);
                    assertThat(shown.timeout()).isEqualTo(java.time.Duration.ofMillis(1500));
                    assertThat(shown.eventKinds()).containsExactlyInAnyOrder("MESSAGE", "STATUS");
                    assertThat(shown.wantsEvents()).isTrue();
                    assertThat(shown.maxPerSecond()).isEqualTo(20);
                    assertThat(shown.whenBlocked()).isEqualTo("SKIP");
                });
    }

    @Test
    void a_snapshot_from_before_filters_and_gateways_is_read_as_having_none() throws Exception {
        String tenant = hub.tenant();
        PhoneNumber number = hub.number(tenant);
        hub.map(number, hub.project(tenant), 0);
        var older = (ObjectNode) new ObjectMapper()
                .readTree(config.service
                        .bean(Redis.class)
                        .get(SnapshotKeys.snapshot(tenant))
                        .orElseThrow());
        older.remove("gateways");
        older.get("projects")
                .forEach(one -> ((ObjectNode) one)
                        .remove(List.of("eventKinds", "maxPerSecond", "whenBlocked", "payloadFormat", "revision")));

        var read = config.service.bean(SnapshotCodec.class).decode(older.toString());

        assertThat(read.gateways()).isEmpty();
        assertThat(read.projects()).singleElement().satisfies(project -> {
            assertThat(project.eventKinds()).isEmpty();
            assertThat(project.maxPerSecond()).isZero();
            assertThat(project.whenBlocked()).isEmpty();
        });
    }

    @Test
    void what_is_left_out_of_an_update_stays_and_what_is_emptied_goes() {
        Project project = config.hub()
                .createProject(hub.newProject(hub.tenant())
                        .putHeaders("X-Key", "value")
                        .addEventKinds(EventKind.EVENT_KIND_MESSAGE)
                        .setWhenBlocked(BlockedHeadPolicy.BLOCKED_HEAD_POLICY_STRICT)
                        .setMaxPerSecond(9)
                        .build())
                .getProject();

        Project kept = update(project, r -> r.setName("Two"));
        Project emptied = update(
                kept,
                r -> r.setUrl("")
                        .setClearHeaders(true)
                        .setEventKinds(EventKinds.getDefaultInstance())
                        .setMaxPerSecond(0)
                        .setWhenBlocked(BlockedHeadPolicy.BLOCKED_HEAD_POLICY_UNSPECIFIED));

        assertThat(kept)
                .isEqualTo(project.toBuilder()
                        .setName("Two")
                        .setRevision(2)
                        .setUpdateTime(kept.getUpdateTime())
                        .build());
        assertThat(emptied.getUrl()).isEmpty();
        assertThat(emptied.getHeaderNamesList()).isEmpty();
        assertThat(emptied.getEventKindsList()).isEmpty();
        assertThat(emptied.getMaxPerSecond()).isZero();
        assertThat(emptied.getWhenBlocked()).isEqualTo(BlockedHeadPolicy.BLOCKED_HEAD_POLICY_UNSPECIFIED);
    }

    @Test
    void every_field_that_cannot_be_is_named_at_once() {
        Project project = hub.project(hub.tenant());

        Fault broken = fault(() -> update(
                project,
                r -> r.putHeaders("X Key", "a")
                        .putHeaders("x-one", "a")
                        .putHeaders("X-One", "b")
                        .setClearHeaders(true)
                        .setSigningSecret("")
                        .setMaxPerSecond(-1)
                        .setEventKinds(EventKinds.newBuilder()
                                .addKinds(EventKind.EVENT_KIND_MESSAGE)
                                .addKindsValue(99))
                        .setWhenBlockedValue(99)));
        Fault inside = fault(() -> update(project, r -> r.setUrl("http://169.254.169.254/latest")));

        assertThat(broken.violations())
                .extracting(Fault.Violation::field)
                .containsExactlyInAnyOrder(
                        "headers[X Key]",
                        "headers[x-one]",
                        "clear_headers",
                        "signing_secret",
                        "max_per_second",
                        "event_kinds.kinds[1]",
                        "when_blocked");
        assertThat(inside.reason()).isEqualTo(Reason.ENDPOINT_URL_REFUSED);
    }

    @Test
    void a_project_of_no_tenant_takes_the_tenant_of_the_first_number_it_is_mapped_to() {
        String tenant = hub.tenant();
        PhoneNumber number = hub.number(tenant);
        Project project = hub.project("");

        hub.map(number, project, 0);
        Fault other = fault(() -> config.hub().mapProject(HubFixture.mapping(hub.number(hub.tenant()), project, 0)));

        assertThat(get(project).getTenantId()).isEqualTo(tenant);
        assertThat(get(project).getRevision()).isEqualTo(2);
        assertThat(config.snapshot(tenant).projectsOf(number.getPhoneNumberId()))
                .hasSize(1);
        assertThat(other.reason()).isEqualTo(Reason.IN_USE);
    }

    @Test
    void a_number_of_no_tenant_takes_the_tenant_of_the_first_project_it_is_mapped_to() {
        String tenant = hub.tenant();
        PhoneNumber number = hub.number("");
        Project unowned = hub.project("");
        hub.map(number, unowned, 0);
        String stillNobodys = get(unowned).getTenantId();

        hub.map(number, hub.project(tenant), 1);

        assertThat(stillNobodys).isEmpty();
        assertThat(get(number).getTenantId()).isEqualTo(tenant);
        assertThat(get(unowned).getTenantId()).isEqualTo(tenant);
        assertThat(config.snapshot(tenant).projectsOf(number.getPhoneNumberId()))
                .hasSize(2);
    }

    @Test
    void projects_that_wait_for_a_tenant_get_it_when_the_number_does() {
        String tenant = hub.tenant();
        PhoneNumber number = hub.number("");
        Project project = hub.project("");
        hub.map(number, project, 0);

        config.hub()
                .updatePhoneNumber(UpdatePhoneNumberRequest.newBuilder()
                        .setRequestId(requestId())
                        .setPhoneNumberId(number.getPhoneNumberId())
                        .setExpectedRevision(1)
                        .setTenantId(tenant)
                        .build());

        assertThat(get(project).getTenantId()).isEqualTo(tenant);
        assertThat(config.snapshot(tenant).projects()).hasSize(1);
    }

    @Test
    void an_endpoint_id_of_several_tenants_needs_a_project_of_one_and_touches_only_that_one() {
        String mine = hub.tenant();
        String other = hub.tenant();
        hub.endpoint(mine);
        hub.endpoint(other);
        Project nobodys = hub.project("");
        Project project = hub.project(mine);
        long before = config.tenant(other).getRevision();

        Fault ambiguous = fault(() -> config.hub().mapProject(toMain(nobodys)));
        config.hub().mapProject(toMain(project));

        assertThat(ambiguous.violations()).extracting(Fault.Violation::field).containsExactly("project_id");
        assertThat(config.snapshot(mine).projectsOf("main")).hasSize(1);
        assertThat(config.snapshot(other).projectsOf("main")).isEmpty();
        assertThat(config.tenant(other).getRevision()).isEqualTo(before);
    }

    @Test
    void a_mapped_project_is_neither_deleted_nor_moved_to_another_tenant() {
        String tenant = hub.tenant();
        PhoneNumber number = hub.number(tenant);
        Project project = hub.project(tenant);
        hub.map(number, project, 0);
        var deletion = DeleteProjectRequest.newBuilder().setProjectId(project.getProjectId());

        Fault deleted = fault(() ->
                config.hub().deleteProject(deletion.setRequestId(requestId()).build()));
        Fault moved = fault(() -> update(project, r -> r.setTenantId(hub.tenant())));
        hub.unmap(number, project);
        update(project, r -> r.setTenantId(""));
        config.hub().deleteProject(deletion.setRequestId(requestId()).build());

        for (Fault held : List.of(deleted, moved)) {
            assertThat(held.reason()).isEqualTo(Reason.IN_USE);
            assertThat(held.text()).contains("1 mapping: phone number " + number.getPhoneNumberId());
        }
        assertThat(config.snapshot(tenant).projects()).isEmpty();
    }

    @Test
    void mapping_again_changes_the_priority_and_the_order_in_the_snapshot() {
        String tenant = hub.tenant();
        PhoneNumber number = hub.number(tenant);
        Project one = hub.project(tenant);
        Project two = hub.project(tenant);
        hub.map(number, one, 10);
        hub.map(number, two, 5);

        hub.map(number, two, 20);

        assertThat(config.snapshot(tenant).projectsOf(number.getPhoneNumberId()))
                .extracting(shown -> shown.projectId())
                .containsExactly(two.getProjectId(), one.getProjectId());
        var listed = config.hub()
                .listProjects(ListProjectsRequest.newBuilder()
                        .setPhoneNumberId(number.getPhoneNumberId())
                        .build());
        assertThat(listed.getMappingsList()).extracting(Mapping::getPriority).containsExactlyInAnyOrder(10, 20);
    }

    @Test
    void mappings_are_listed_by_number_and_the_highest_priority_first_page_after_page() {
        String tenant = hub.tenant();
        PhoneNumber number = hub.number(tenant);
        for (int priority : new int[] {-5, 100, 0, 7, -1000000}) {
            hub.map(number, hub.project(tenant), priority);
        }

        List<Integer> found = new ArrayList<>();
        String token = "";
        do {
            var page = config.hub()
                    .listMappings(ListMappingsRequest.newBuilder()
                            .setTenantId(tenant)
                            .setPageSize(2)
                            .setPageToken(token)
                            .build());
            page.getMappingsList().forEach(mapping -> found.add(mapping.getPriority()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        Fault broken = fault(() -> config.hub()
                .listMappings(ListMappingsRequest.newBuilder()
                        .setPageToken("nonsense")
                        .build()));

        assertThat(found).containsExactly(100, 7, 0, -5, -1000000);
        assertThat(broken.reason()).isEqualTo(Reason.PAGE_TOKEN_INVALID);
    }

    @Test
    void a_mapping_needs_both_ends() {
        String tenant = hub.tenant();
        PhoneNumber number = hub.number(tenant);
        Project project = hub.project(tenant);
        var nowhere = HubFixture.mapping(number, project, 0).toBuilder();

        Fault noProject = fault(() -> config.hub()
                .mapProject(
                        nowhere.setRequestId(requestId()).setProjectId("none").build()));
        Fault noNumber = fault(() -> config.hub()
                .mapProject(nowhere.setRequestId(requestId())
                        .setProjectId(project.getProjectId())
                        .setPhoneNumberId("none")
                        .build()));
        Fault noMapping = fault(() -> hub.unmap(number, project));

        assertThat(noProject.reason()).isEqualTo(Reason.PROJECT_NOT_FOUND);
        assertThat(noNumber.reason()).isEqualTo(Reason.PHONE_NUMBER_NOT_FOUND);
        assertThat(noMapping.reason()).isEqualTo(Reason.MAPPING_NOT_FOUND);
    }

    private static MapProjectRequest toMain(Project project) {
        return MapProjectRequest.newBuilder()
                .setRequestId(requestId())
                .setPhoneNumberId("main")
                .setProjectId(project.getProjectId())
                .build();
    }

    private static Project update(Project project, UnaryOperator<UpdateProjectRequest.Builder> change) {
        return config.hub()
                .updateProject(change.apply(UpdateProjectRequest.newBuilder()
                                .setRequestId(requestId())
                                .setProjectId(project.getProjectId())
                                .setExpectedRevision(project.getRevision()))
                        .build())
                .getProject();
    }

    private static Project get(Project project) {
        return config.hub()
                .getProject(GetProjectRequest.newBuilder()
                        .setProjectId(project.getProjectId())
                        .build())
                .getProject();
    }

    private static PhoneNumber get(PhoneNumber number) {
        return config.hub()
                .getPhoneNumber(GetPhoneNumberRequest.newBuilder()
                        .setPhoneNumberId(number.getPhoneNumberId())
                        .build())
                .getPhoneNumber();
    }
}
