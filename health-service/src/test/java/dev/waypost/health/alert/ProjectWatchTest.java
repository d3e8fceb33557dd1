package dev.waypost.health.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.grpc.GrpcPeers;
import dev.waypost.proto.config.v1.Project;
import dev.waypost.proto.config.v1.ProjectDisableCause;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.ServiceUnderTest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ProjectWatchTest {
    private static FakeProcess config;
    private static ServiceUnderTest health;

    @BeforeAll
    static void start() throws IOException {
        config = new FakeProcess();
        health = ServiceUnderTest.start(
                "health",
                Map.of(
                        "waypost.db.url",
                        Backends.freshDatabase(),
                        "waypost.peers.config",
                        config.address(),
                        "waypost.health.probe.enabled",
                        "false",
                        "waypost.health.alert.every",
                        "1h"));
    }

    @AfterAll
    static void stop() {
        health.close();
        config.close();
    }

    @Test
    void asks_only_for_projects_that_the_suite_switched_off() {
        config.projects = List.of(off("one", ProjectDisableCause.PROJECT_DISABLE_CAUSE_GONE));

        assertThat(seen()).containsExactly("one");
        assertThat(config.askedCauses)
                .containsExactlyInAnyOrder(
                        ProjectDisableCause.PROJECT_DISABLE_CAUSE_FAILING,
                        ProjectDisableCause.PROJECT_DISABLE_CAUSE_GONE);
    }

    @Test
    void tells_them_apart_where_an_older_service_lists_all() {
        config.projects = List.of(
                off("on", ProjectDisableCause.PROJECT_DISABLE_CAUSE_UNSPECIFIED),
                off("by-hand", ProjectDisableCause.PROJECT_DISABLE_CAUSE_ADMIN),
                off("failing", ProjectDisableCause.PROJECT_DISABLE_CAUSE_FAILING));

        assertThat(seen()).containsExactly("failing");
    }

    private static List<String> seen() {
        Rules rules = health.bean(Alerts.class).rules();
        return new ProjectWatchApi(health.bean(GrpcPeers.class))
                .look(rules).readings().stream().map(Reading::subject).toList();
    }

    private static Project off(String id, ProjectDisableCause cause) {
        return Project.newBuilder().setProjectId(id).setDisableCause(cause).build();
    }
}
