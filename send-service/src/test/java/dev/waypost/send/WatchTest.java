package dev.waypost.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.proto.send.v1.WatchMessagesRequest;
import dev.waypost.proto.send.v1.WatchMessagesResponse;
import dev.waypost.testkit.Fixtures;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchTest {
    private static final Duration SOON = Duration.ofSeconds(90);

    private static final int STREAMS = 10;

    private SendScene scene;

    @BeforeAll
    void start() {
        scene = new SendScene(Map.of(
                "waypost.send.watch.poll", "20ms",
                "waypost.send.watch.idle", "200ms",
                "waypost.send.watch.streams-per-tenant", "" + STREAMS));
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    /// A stream that somebody reads until the test closes it.
    private final class Watching implements AutoCloseable {
        private final WatchMessagesRequest request;
        private final List<WatchMessagesResponse> heard = new CopyOnWriteArrayList<>();
        private Context.CancellableContext context = Context.current().withCancellation();
        private Thread reader = Thread.currentThread();

        Watching(WatchMessagesRequest.Builder request) {
            this.request = request.build();
            open();
        }

        void open() {
            context = Context.current().withCancellation();
            reader = Thread.ofVirtual().start(context.wrap(() -> {
                try {
                    scene.messages().watchMessages(request).forEachRemaining(heard::add);
                } catch (StatusRuntimeException ended) {
                    // The test closed it, or it was refused: then nothing was heard.
                }
            }));
        }

        boolean isOpen() {
            return reader.isAlive();
        }

        List<WatchMessagesResponse> told() {
            return heard.stream().filter(WatchMessagesResponse::hasMessage).toList();
        }

        List<String> ids() {
            return told().stream().map(one -> one.getMessage().getMessageId()).toList();
        }

        @Override
        public void close() {
            context.cancel(null);
        }
    }

    @Test
    void every_change_is_told_and_a_cursor_goes_on_where_it_was() {
        String cursor = beginning();
        List<String> sent = List.of(send(), send(), send());

        String middle;
        try (var watching = new Watching(request(cursor))) {
            await().atMost(SOON).until(() -> watching.told().size() >= 3);
            assertThat(watching.ids()).containsExactlyElementsOf(sent);
            assertThat(watching.told())
                    .allSatisfy(
                            one -> assertThat(one.getMessage().getState()).isEqualTo(MessageState.MESSAGE_STATE_SENT))
                    .allSatisfy(one -> assertThat(one.getMessage().hasContent()).isFalse());
            middle = watching.told().getFirst().getCursor();
        }
        try (var watching = new Watching(request(middle).addMessageIds(sent.getLast()))) {
            await().atMost(SOON).until(() -> !watching.told().isEmpty());
            assertThat(watching.ids()).containsExactly(sent.getLast());
        }
    }

    @Test
    void a_stream_without_changes_tells_how_far_it_has_come() {
        String tenant = Fixtures.tenantId();
        try (var watching = new Watching(WatchMessagesRequest.newBuilder().setTenantId(tenant))) {
            await().atMost(SOON).until(() -> watching.heard.size() >= 3);

            assertThat(watching.told()).isEmpty();
            assertThat(watching.heard)
                    .allSatisfy(one -> assertThat(one.getCursor()).isNotEmpty());
        }
    }

    @Test
    void a_caller_who_reads_slowly_is_waited_for_and_misses_nothing() throws Exception {
        var store = scene.service.bean(Db.class);
        String id = send();
        String cursor = beginning();
        int changes = 20_000;
        store.run(sql -> sql.update(
                "INSERT INTO message_change (tenant_id, message_id, state) SELECT ?, ?, 'SENT' FROM generate_series(1, ?)",
                scene.tenant,
                id,
                changes));
        Context.CancellableContext context = Context.current().withCancellation();
        Iterator<WatchMessagesResponse> stream = context.call(
                () -> scene.messages().watchMessages(request(cursor).build()));

        for (int i = 0; i < changes; i++) {
            assertThat(stream.next().getMessage().getMessageId()).isEqualTo(id);
        }
        context.cancel(null);
    }

    @Test
    void streams_of_a_tenant_are_counted_and_a_place_becomes_free() {
        String tenant = Fixtures.tenantId();
        var request = WatchMessagesRequest.newBuilder().setTenantId(tenant);
        List<Watching> all = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            all.add(new Watching(request));
        }
        await().atMost(SOON).until(() -> all.stream().noneMatch(one -> one.heard.isEmpty()));

        String refused = refusal(request.build());
        all.forEach(Watching::close);

        assertThat(refused).isEqualTo("RATE_LIMITED");
        try (var third = new Watching(request)) {
            await().atMost(SOON).until(() -> {
                if (third.heard.isEmpty() && !third.isOpen()) {
                    third.open();
                }
                return !third.heard.isEmpty();
            });
        }
    }

    @Test
    void a_change_that_is_committed_late_is_not_passed_over() {
        String cursor = beginning();
        var db = scene.service.bean(Db.class);
        try (var watching = new Watching(request(cursor))) {
            String late = send();
            String other = db.tx(sql -> {
                // It has its number now, and others that come later commit before it.
                sql.update(
                        "INSERT INTO message_change (tenant_id, message_id, state) VALUES (?, ?, 'READ')",
                        scene.tenant,
                        late);
                String sent = send();
                assertThat(watching.ids()).doesNotContain(sent);
                return sent;
            });

            await().atMost(SOON).until(() -> watching.ids().contains(other));
            assertThat(watching.told())
                    .anyMatch(one -> one.getMessage().getMessageId().equals(late)
                            && one.getMessage().getState() == MessageState.MESSAGE_STATE_READ);
        }
    }

    @Test
    void a_watcher_of_many_hears_each_once() {
        String cursor = beginning();
        Set<String> sent = new HashSet<>();
        for (int i = 0; i < 300; i++) {
            sent.add(scene.send(scene.text(Fixtures.phone(), "many")).getMessageId());
        }
        try (var watching = new Watching(request(cursor))) {
            await().atMost(SOON).until(() -> watching.told().size() >= sent.size());
            assertThat(watching.ids()).containsAll(sent).doesNotHaveDuplicates();
        }
    }

    @Test
    void a_cursor_of_another_tenant_is_refused() {
        var foreign = WatchMessagesRequest.newBuilder()
                .setTenantId(Fixtures.tenantId())
                .setCursor(beginning());

        assertThat(refusal(foreign.build())).isEqualTo("FIELD_INVALID");
    }

    /// Where a stream begins that is opened now.
    private String beginning() {
        try (var watching = new Watching(request(""))) {
            await().atMost(SOON).until(() -> !watching.heard.isEmpty());
            return watching.heard.getFirst().getCursor();
        }
    }

    private String refusal(WatchMessagesRequest request) {
        Iterator<WatchMessagesResponse> stream = scene.messages().watchMessages(request);
        return FaultStatus.of(catchThrowableOfType(StatusRuntimeException.class, stream::next))
                .reason()
                .name();
    }

    private WatchMessagesRequest.Builder request(String cursor) {
        return WatchMessagesRequest.newBuilder().setTenantId(scene.tenant).setCursor(cursor);
    }

    private String send() {
        String id = scene.send(scene.text(Fixtures.phone(), "watch")).getMessageId();
        scene.awaitState(id, MessageState.MESSAGE_STATE_SENT);
        return id;
    }
}
