package dev.waypost.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.console.ConsoleUnderTest.Answer;
import dev.waypost.proto.config.v1.GetTransferRequest;
import dev.waypost.proto.config.v1.GetTransferResponse;
import dev.waypost.proto.config.v1.ListTransferItemsRequest;
import dev.waypost.proto.config.v1.ListTransferItemsResponse;
import dev.waypost.proto.config.v1.ListTransfersRequest;
import dev.waypost.proto.config.v1.ListTransfersResponse;
import dev.waypost.proto.config.v1.TransferItem;
import dev.waypost.proto.config.v1.TransferOutcome;
import dev.waypost.proto.health.v1.AcknowledgeAlertRequest;
import dev.waypost.proto.health.v1.CreateAlertSilenceRequest;
import dev.waypost.proto.health.v1.DeleteAlertSilenceRequest;
import dev.waypost.proto.health.v1.DrainServerRequest;
import dev.waypost.proto.health.v1.GetRebalanceAdviceRequest;
import dev.waypost.proto.health.v1.GetRebalanceAdviceResponse;
import dev.waypost.proto.health.v1.ListServersRequest;
import dev.waypost.proto.health.v1.ListServersResponse;
import dev.waypost.proto.health.v1.RebalanceAdvice;
import dev.waypost.proto.health.v1.RebalanceReason;
import dev.waypost.proto.health.v1.RestoreServerRequest;
import dev.waypost.proto.health.v1.Server;
import dev.waypost.proto.health.v1.SetServerCapacityRequest;
import dev.waypost.proto.ingress.v1.DeadLetterCount;
import dev.waypost.proto.ingress.v1.GetDeadLetterCountsRequest;
import dev.waypost.proto.ingress.v1.GetDeadLetterCountsResponse;
import dev.waypost.proto.ingress.v1.GetQueueStatsRequest;
import dev.waypost.proto.operation.v1.Operation;
import dev.waypost.proto.operation.v1.OperationState;
import dev.waypost.proto.send.v1.ListMessagesRequest;
import dev.waypost.proto.send.v1.MessageState;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What the pages of operations ask of the services.
class OperationsPagesTest {
    private static final String SERVER = "waha-3.example.com:443";
    private static ConsoleUnderTest console;
    private static PagesUnderTest pages;

    @BeforeAll
    static void start() {
        console = new ConsoleUnderTest();
        pages = PagesUnderTest.signedIn(console, ConsoleUnderTest.ADMIN_KEY);
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void servers_show_how_full_they_are_and_where_their_tenants_would_be_better_off() {
        console.suite.mirror.answer(
                ListServersRequest.class,
                _ -> ListServersResponse.newBuilder()
                        .addServers(Server.newBuilder()
                                .setServer(SERVER)
                                .addProviders("WAHA")
                                .setTenants(45)
                                .setCapacity(40)
                                .setEndpoints(50)
                                .setCarrying(45)
                                .setHealthy(40)
                                .setUnhealthy(7)
                                .setSentPerSecond(12.5)
                                .setErrorRate(0.031))
                        .build());
        console.suite.mirror.answer(
                GetRebalanceAdviceRequest.class,
                _ -> GetRebalanceAdviceResponse.newBuilder()
                        .addAdvice(RebalanceAdvice.newBuilder()
                                .setFromServer(SERVER)
                                .setTenants(5)
                                .setReason(RebalanceReason.REBALANCE_REASON_OVER_CAPACITY))
                        .build());

        assertThat(pages.text("/ui/operations/servers"))
                .contains(
                        "45 of 40",
                        "too full",
                        "40 healthy",
                        "7 unhealthy",
                        "3 not checked",
                        "12.5",
                        "3.1\u202f%",
                        "has more tenants than it is meant for: 5 tenants would be better off elsewhere");
        assertThat(pages.text("/ui/operations/servers/one?server=" + SERVER))
                .contains("Drain it…", "Switch its tenants away…", "Who is on it");
    }

    @Test
    void a_server_is_emptied_after_a_question_and_used_again() {
        console.suite.mirror.answer(
                ListServersRequest.class,
                asked -> ListServersResponse.newBuilder()
                        .addServers(Server.newBuilder().setServer(asked.getServer()))
                        .build());

        assertThat(pages.text("/ui/operations/servers/drain?server=" + SERVER)).contains("Empty this server?");
        Answer drained = pages.post("/ui/operations/servers/drain", "server=" + SERVER + "&cause=disk");
        assertThat(drained.header("Location")).isEqualTo("/ui/operations/servers/one?server=waha-3.example.com%3A443");
        assertThat(console.suite.mirror.asked(DrainServerRequest.class))
                .returns(SERVER, DrainServerRequest::getServer)
                .returns("disk", DrainServerRequest::getCause);

        assertThat(pages.text("/ui/operations/servers/restore?server=" + SERVER))
                .contains("Use this server again?");
        pages.post("/ui/operations/servers/restore", "server=" + SERVER);
        assertThat(console.suite.mirror.asked(RestoreServerRequest.class).getServer())
                .isEqualTo(SERVER);

        pages.post("/ui/operations/servers/capacity", "server=" + SERVER + "&capacity=40");
        assertThat(console.suite.mirror.asked(SetServerCapacityRequest.class).getCapacity())
                .isEqualTo(40);
        assertThat(pages.post("/ui/operations/servers/capacity", "server=" + SERVER + "&capacity=many")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void what_was_given_up_is_listed_for_all_tenants_by_project_with_its_cause() {
        console.suite.mirror.answer(
                GetDeadLetterCountsRequest.class,
                _ -> GetDeadLetterCountsResponse.newBuilder()
                        .addCounts(DeadLetterCount.newBuilder()
                                .setTenantId("salon")
                                .setProjectId("till")
                                .setCount(1234)
                                .setCause("connect_failed"))
                        .addCounts(DeadLetterCount.newBuilder()
                                .setTenantId("clinic")
                                .setProjectId("@send")
                                .setCount(2)
                                .setHttpStatus(500)
                                .setCause("status"))
                        .setPartial(true)
                        .build());

        assertThat(pages.text("/ui/operations/dead-letters"))
                .contains(
                        "/ui/tenants/salon",
                        "/ui/inbound?tenant=salon&amp;project=till",
                        "1\u202f234",
                        "connect failed",
                        "HTTP 500, status",
                        "send-service (receipts)",
                        "There are more");
        assertThat(console.suite.mirror.asked(GetDeadLetterCountsRequest.class).getTenantId())
                .as("of everybody")
                .isEmpty();

        pages.text("/ui/operations/dead-letters?tenant=clinic");
        assertThat(console.suite.mirror.asked(GetDeadLetterCountsRequest.class).getTenantId())
                .isEqualTo("clinic");
        assertThat(console.suite.mirror.asked(GetQueueStatsRequest.class).getTenantId())
                .as("the figure above is of the same tenant")
                .isEqualTo("clinic");
        assertThat(console.suite.mirror.asked(ListMessagesRequest.class))
                .as("the last of three figures")
                .returns("clinic", ListMessagesRequest::getTenantId)
                .returns(List.of(MessageState.MESSAGE_STATE_UNKNOWN), ListMessagesRequest::getStatesList);
    }

    @Test
    void an_alert_is_taken_on_with_a_word_for_the_others() {
        assertThat(pages.text("/ui/operations/alerts")).contains("I take it", "Silence…");

        pages.post("/ui/operations/alerts/acknowledge", "alert=alr_1&tenant=acme&comment=on+it");

        assertThat(console.suite.mirror.asked(AcknowledgeAlertRequest.class))
                .returns("alr_1", AcknowledgeAlertRequest::getAlertId)
                .returns("on it", AcknowledgeAlertRequest::getComment);
    }

    @Test
    void alerts_are_silenced_for_a_while_or_every_week_and_told_again() {
        assertThat(pages.text("/ui/operations/silences?rule=error_rate"))
                .contains("silent now", "End it", "name=\"rule\" value=\"error_rate\"");

        pages.post(
                "/ui/operations/silences",
                "tenant=acme&rule=error_rate&from=2026-01-31T08:00&until=2026-01-31T10:00&again=604800&comment=upgrade");
        CreateAlertSilenceRequest made = console.suite.mirror.asked(CreateAlertSilenceRequest.class);
        assertThat(made.getTenantId()).isEqualTo("acme");
        assertThat(made.getEndTime().getSeconds() - made.getStartTime().getSeconds())
                .isEqualTo(7_200);
        assertThat(made.getRepeatInterval().getSeconds()).isEqualTo(604_800);
        assertThat(pages.post("/ui/operations/silences", "until=soon").status()).isEqualTo(400);

        pages.post("/ui/operations/silences/end", "silence=sil_1&tenant=acme");
        assertThat(console.suite.mirror.asked(DeleteAlertSilenceRequest.class))
                .returns("sil_1", DeleteAlertSilenceRequest::getSilenceId)
                .returns("acme", DeleteAlertSilenceRequest::getTenantId);
    }

    @Test
    void what_was_only_tried_is_told_apart_from_what_was_done() {
        var real = Operation.newBuilder()
                .setOperationId("op_real")
                .setKind("bulk_switch")
                .setState(OperationState.OPERATION_STATE_SUCCEEDED);
        var tried = real.clone().setOperationId("op_tried").setDryRun(true);
        console.suite.mirror.answer(
                ListTransfersRequest.class,
                _ -> ListTransfersResponse.newBuilder()
                        .addOperations(tried)
                        .addOperations(real)
                        .build());
        console.suite.mirror.answer(
                GetTransferRequest.class,
                asked -> GetTransferResponse.newBuilder()
                        .setOperation(asked.getOperationId().equals("op_tried") ? tried : real)
                        .build());
        console.suite.mirror.answer(
                ListTransferItemsRequest.class,
                _ -> ListTransferItemsResponse.newBuilder()
                        .addItems(TransferItem.newBuilder()
                                .setTenantId("salon")
                                .setOutcome(TransferOutcome.TRANSFER_OUTCOME_DONE))
                        .build());

        assertThat(pages.text("/ui/operations").split("op_tried"))
                .as("of two rows, the one that was tried says so")
                .satisfies(around -> assertThat(around[0]).contains("dry run", "Changes nothing."))
                .satisfies(around -> assertThat(around[around.length - 1]).doesNotContain("dry run"));
        assertThat(pages.text("/ui/operations/run/op_tried"))
                .contains("Bulk switch, a dry run", "Nothing is changed by it.", "would be done");
        assertThat(pages.text("/ui/operations/run/op_real")).doesNotContain("dry run", "would be done");
        assertThat(console.call("GET", "/admin/transfers/op_tried", "")
                        .json()
                        .path("dry_run")
                        .asBoolean())
                .isTrue();
    }
}
