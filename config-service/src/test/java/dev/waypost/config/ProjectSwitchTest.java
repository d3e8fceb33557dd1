package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.fault;
import static dev.waypost.config.ConfigHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.DisableProjectRequest;
import dev.waypost.proto.config.v1.HubServiceGrpc;
import dev.waypost.proto.config.v1.ListProjectsRequest;
import dev.waypost.proto.config.v1.Project;
import dev.waypost.proto.config.v1.ProjectDisableCause;
import dev.waypost.proto.config.v1.UpdateProjectRequest;
import dev.waypost.testkit.Backends;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Projects that services switch off because they do not take their events.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ProjectSwitchTest {
    private static ConfigHarness config;
    private static HubFixture hub;
    private static SnapshotConsumer service;

    @BeforeAll
    static void start() {
        config = new ConfigHarness();
        hub = new HubFixture(config);
        service = new SnapshotConsumer(config.service.grpcAddress(), Backends.redisUrl());
    }

    @AfterAll
    static void stop() {
        service.close();
        config.close();
    }

    @Test
    void a_service_switches_off_a_project_that_is_gone_and_a_person_switches_it_on() {
        String tenant = hub.tenant();
        Project project = hub.project(tenant);
        hub.map(hub.number(tenant), project, 0);

        Project off = disable(project, project.getRevision(), requestId());

        assertThat(off.getActive()).isFalse();
        assertThat(off.getDisableCause()).isEqualTo(ProjectDisableCause.PROJECT_DISABLE_CAUSE_GONE);
        assertThat(off.hasDisableTime()).isTrue();
        assertThat(off.getRevision()).isEqualTo(project.getRevision() + 1);
        assertThat(config.snapshot(tenant).projects()).singleElement().satisfies(shown -> {
            assertThat(shown.active()).isFalse();
            assertThat(shown.revision()).isEqualTo(off.getRevision());
        });
        // Again, by whoever did not hear of it: nothing changes.
        assertThat(disable(project, 1, requestId())).isEqualTo(off);
        assertThat(actions(tenant, project)).containsOnlyOnce("project.disabled");

        Project on = update(off, r -> r.setActive(true));

        assertThat(on.getActive()).isTrue();
        assertThat(on.hasDisableTime()).isFalse();
        assertThat(on.getDisableCause()).isEqualTo(ProjectDisableCause.PROJECT_DISABLE_CAUSE_UNSPECIFIED);
        // What somebody saw of the project before it was switched on says nothing of it now.
        Fault late = fault(() -> disable(project, project.getRevision(), requestId()));
        assertThat(late.reason()).isEqualTo(Reason.REVISION_CONFLICT);
        assertThat(update(on, r -> r.setActive(false)).getDisableCause())
                .isEqualTo(ProjectDisableCause.PROJECT_DISABLE_CAUSE_ADMIN);
    }

    @Test
    void services_switch_projects_off_for_a_cause_of_theirs_only() {
        Project project = hub.project(hub.tenant());

        Fault refused = fault(() -> HubServiceGrpc.newBlockingStub(service.channel())
                .disableProject(DisableProjectRequest.newBuilder()
                        .setRequestId(requestId())
                        .setProjectId(project.getProjectId())
                        .setExpectedRevision(1)
                        .setCause(ProjectDisableCause.PROJECT_DISABLE_CAUSE_ADMIN)
                        .build()));

        assertThat(refused.reason()).isEqualTo(Reason.FIELD_INVALID);
        assertThat(refused.violations()).extracting("field").containsExactly("cause");
    }

    @Test
    void projects_are_listed_by_what_switched_them_off() {
        String tenant = hub.tenant();
        hub.project(tenant);
        Project gone = hub.project(tenant);
        disable(gone, gone.getRevision(), requestId());
        Project byHand = hub.project(tenant);
        update(byHand, r -> r.setActive(false));
        Project elsewhere = hub.project(hub.tenant());
        disable(elsewhere, elsewhere.getRevision(), requestId());
        var causes = ListProjectsRequest.newBuilder()
                .addDisableCauses(ProjectDisableCause.PROJECT_DISABLE_CAUSE_GONE)
                .addDisableCauses(ProjectDisableCause.PROJECT_DISABLE_CAUSE_FAILING)
                .addDisableCauses(ProjectDisableCause.PROJECT_DISABLE_CAUSE_GONE);

        assertThat(listed(causes)).contains(gone.getProjectId(), elsewhere.getProjectId());
        assertThat(listed(causes)).doesNotHaveDuplicates().doesNotContain(byHand.getProjectId());
        assertThat(listed(causes.setTenantId(tenant))).containsExactly(gone.getProjectId());
        assertThat(listed(ListProjectsRequest.newBuilder()
                        .setTenantId(tenant)
                        .addDisableCauses(ProjectDisableCause.PROJECT_DISABLE_CAUSE_ADMIN)))
                .containsExactly(byHand.getProjectId());
    }

    @Test
    void pages_of_several_causes_follow_each_other() {
        List<String> off = new ArrayList<>();
        for (ProjectDisableCause cause : List.of(
                ProjectDisableCause.PROJECT_DISABLE_CAUSE_FAILING,
                ProjectDisableCause.PROJECT_DISABLE_CAUSE_GONE,
                ProjectDisableCause.PROJECT_DISABLE_CAUSE_FAILING,
                ProjectDisableCause.PROJECT_DISABLE_CAUSE_GONE)) {
            Project project = hub.project(hub.tenant());
            off.add(disable(project, project.getRevision(), requestId(), cause).getProjectId());
        }
        var asked = ListProjectsRequest.newBuilder()
                .addDisableCauses(ProjectDisableCause.PROJECT_DISABLE_CAUSE_FAILING)
                .addDisableCauses(ProjectDisableCause.PROJECT_DISABLE_CAUSE_GONE);

        List<String> found = new ArrayList<>();
        String token = "";
        do {
            var page = config.hub()
                    .listProjects(asked.setPageSize(1).setPageToken(token).build());
            page.getProjectsList().forEach(project -> found.add(project.getProjectId()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());

        assertThat(found).containsAll(off).isEqualTo(listed(asked.setPageToken("")));
    }

    @Test
    void a_cause_that_is_none_is_refused() {
        Fault refused = fault(() -> listed(ListProjectsRequest.newBuilder()
                .addDisableCauses(ProjectDisableCause.PROJECT_DISABLE_CAUSE_GONE)
                .addDisableCauses(ProjectDisableCause.PROJECT_DISABLE_CAUSE_UNSPECIFIED)));

        assertThat(refused.reason()).isEqualTo(Reason.FIELD_INVALID);
        assertThat(refused.violations()).extracting("field").containsExactly("disable_causes[1]");
    }

    private static List<String> listed(ListProjectsRequest.Builder request) {
        return config.hub().listProjects(request.setPageSize(1000).build()).getProjectsList().stream()
                .map(Project::getProjectId)
                .toList();
    }

    private static List<String> actions(String tenant, Project project) {
        return config.service
                .bean(Db.class)
                .read(sql -> sql.list(
                        "SELECT action FROM change WHERE tenant_id = ? AND resource = ?",
                        row -> row.string("action"),
                        tenant,
                        "project/" + project.getProjectId()));
    }

    private static Project disable(Project project, long expected, String requestId) {
        return disable(project, expected, requestId, ProjectDisableCause.PROJECT_DISABLE_CAUSE_GONE);
    }

    private static Project disable(Project project, long expected, String requestId, ProjectDisableCause cause) {
        return HubServiceGrpc.newBlockingStub(service.channel())
                .disableProject(DisableProjectRequest.newBuilder()
                        .setRequestId(requestId)
                        .setProjectId(project.getProjectId())
                        .setExpectedRevision(expected)
                        .setCause(cause)
                        .build())
                .getProject();
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
}
