package dev.waypost.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.db.Db;
import dev.waypost.proto.send.v1.GetMessageRequest;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageServiceGrpc;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.proto.send.v1.SendResponse;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.ServiceUnderTest;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// A send-service in a process of its own is killed without a word; its successor goes on.
final class KilledSendTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    /// Messages per kill and kills; the long form says `-Dtest.kills=30`.
    private static final int KILLS = Integer.getInteger("test.kills", 2);

    private static final int PER_KILL = Integer.getInteger("test.kill.messages", 1_500);

    /// One process, one message at each point of the way, one kill.
    @Test
    void a_message_is_settled_once_wherever_on_its_way_the_process_was_killed() {
        String database = Backends.freshDatabase();
        var settings = Map.<String, Object>of("waypost.db.url", database);
        try (var scene = new KillScene(1)) {
            var requests = new EnumMap<Halts, SendRequest>(Halts.class);
            var halts = new EnumMap<Halts, String>(Halts.class);
            for (Halts point : Halts.values()) {
                String to = scene.recipient();
                halts.put(point, to);
                requests.put(point, scene.request(scene.anyTenant(), to));
            }
            SendRequest underWay = scene.request(scene.anyTenant(), scene.recipient());
            scene.faults("{\"match\":{\"to\":\"%s\"},\"hang\":true,\"afterAccept\":true}".formatted(underWay.getTo()));
            try (var process = SendProcess.start(settings, scene.apiUrl(), scene.tenants, halts)) {
                assertThat(scene.send(process.admin(), underWay)).isTrue();
                await().atMost(SOON).until(() -> scene.ledger().size() == 1);
                // In this order: whoever writes for many stands still with the one that it halts at.
                for (Halts point : List.of(Halts.BEFORE_BEGIN, Halts.ANSWERED, Halts.RECORDED, Halts.BEGUN)) {
                    assertThat(scene.send(process.admin(), at(requests, point))).isTrue();
                    await(point.name()).atMost(SOON).until(() -> process.isHalted(point));
                }
                MessageServiceGrpc.newStub(process.admin()).send(at(requests, Halts.ACCEPTED), nobody());
                await().atMost(SOON).until(() -> process.isHalted(Halts.ACCEPTED));
            }

            try (var service = ServiceUnderTest.start("send", settings)) {
                KillScene.leasesRunOut(service.bean(Db.class));
                requests.values()
                        .forEach(request ->
                                assertThat(scene.send(service.admin(), request)).isTrue());
                scene.send(service.admin(), underWay);

                String accepted = settled(scene, service, at(requests, Halts.ACCEPTED), "SENT");
                String waiting = settled(scene, service, at(requests, Halts.BEFORE_BEGIN), "SENT");
                String begun = settled(scene, service, at(requests, Halts.BEGUN), "UNKNOWN");
                String given = settled(scene, service, underWay, "UNKNOWN");
                String answered = settled(scene, service, at(requests, Halts.ANSWERED), "UNKNOWN");
                String recorded = settled(scene, service, at(requests, Halts.RECORDED), "SENT");

                assertThat(scene.ledger())
                        .containsExactlyInAnyOrderEntriesOf(
                                Map.of(accepted, 1, waiting, 1, given, 1, answered, 1, recorded, 1))
                        .doesNotContainKey(begun);
                assertThat(scene.states(service)).hasSize(6);
                Message unknown = get(service, scene.anyTenant(), answered);
                assertThat(unknown.getState()).isEqualTo(MessageState.MESSAGE_STATE_UNKNOWN);
                assertThat(unknown.getAttemptsCount()).isEqualTo(1);
            }
        }
    }

    @Test
    void of_many_messages_under_way_each_ends_in_one_state_and_none_is_sent_twice() throws Exception {
        String database = Backends.freshDatabase();
        var settings = Map.<String, Object>of("waypost.db.url", database);
        try (var scene = new KillScene(10)) {
            List<String> tenants = List.copyOf(scene.tenants.keySet());
            List<SendRequest> open = Collections.synchronizedList(new ArrayList<>());
            for (int kill = 0; kill < KILLS; kill++) {
                var process = SendProcess.start(settings, scene.apiUrl(), scene.tenants, Map.of());
                int enough = scene.acknowledged.size() + PER_KILL;
                try (process;
                        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                    List<SendRequest> again = List.copyOf(open);
                    open.clear();
                    for (int i = 0; i < 48; i++) {
                        int sender = i;
                        threads.submit(() -> {
                            for (int n = sender; n < again.size(); n += 48) {
                                if (!scene.send(process.admin(), again.get(n))) {
                                    open.add(again.get(n));
                                }
                            }
                            while (true) {
                                SendRequest next = scene.request(tenants.get(sender % 10), scene.recipient());
                                if (!scene.send(process.admin(), next)) {
                                    open.add(next);
                                    return;
                                }
                            }
                        });
                    }
                    await().atMost(SOON).until(() -> scene.acknowledged.size() >= enough);
                    process.kill();
                }
            }

            try (var service = ServiceUnderTest.start("send", settings)) {
                KillScene.leasesRunOut(service.bean(Db.class));
                for (SendRequest request : open) {
                    assertThat(scene.send(service.admin(), request)).isTrue();
                }
                await().atMost(SOON)
                        .until(() -> !scene.states(service).values().stream()
                                .anyMatch(Set.of("QUEUED", "DISPATCHING")::contains));

                allAccountedFor(scene, service);
            }
        }
    }

    static void allAccountedFor(KillScene scene, ServiceUnderTest service) {
        Map<String, String> states = scene.states(service);
        Map<String, Integer> ledger = scene.ledger();
        // Every request was answered in the end, so there is no row without its acknowledgement.
        assertThat(states.keySet()).containsExactlyInAnyOrderElementsOf(scene.acknowledged.values());
        assertThat(Set.copyOf(states.values())).isSubsetOf("SENT", "UNKNOWN");
        assertThat(ledger.values()).containsOnly(1);
        assertThat(states.keySet()).containsAll(ledger.keySet());
        assertThat(ledger.keySet())
                .containsAll(states.entrySet().stream()
                        .filter(entry -> entry.getValue().equals("SENT"))
                        .map(Map.Entry::getKey)
                        .toList());
    }

    private static String settled(KillScene scene, ServiceUnderTest service, SendRequest request, String state) {
        String messageId = Objects.requireNonNull(scene.acknowledged.get(request.getRequestId()));
        await(request.getTo() + " " + state)
                .atMost(SOON)
                .until(() -> state.equals(scene.states(service).get(messageId)));
        return messageId;
    }

    private static SendRequest at(Map<Halts, SendRequest> requests, Halts point) {
        return Objects.requireNonNull(requests.get(point));
    }

    private static Message get(ServiceUnderTest service, String tenant, String messageId) {
        return MessageServiceGrpc.newBlockingStub(service.admin())
                .getMessage(GetMessageRequest.newBuilder()
                        .setTenantId(tenant)
                        .setMessageId(messageId)
                        .build())
                .getMessage();
    }

    /// Nobody is there any more when the answer comes.
    private static StreamObserver<SendResponse> nobody() {
        return new StreamObserver<>() {
            @Override
            public void onNext(SendResponse response) {}

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onCompleted() {}
        };
    }
}
