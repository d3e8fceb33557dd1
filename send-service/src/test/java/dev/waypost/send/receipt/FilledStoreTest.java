package dev.waypost.send.receipt;

import static java.time.format.DateTimeFormatter.BASIC_ISO_DATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.embedded.PostgresServer;
import dev.waypost.platform.db.Db;
import dev.waypost.send.message.MessageState;
import dev.waypost.send.message.Status;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A store that an older version filled.
class FilledStoreTest {
    private static final String BEFORE_IDS_OF_TRIES = "32";

    private final String url = Backends.freshDatabase();
    private final String tenant = Fixtures.tenantId();
    private final String providerId = Fixtures.id("wamid");

    @Test
    void messages_that_were_sent_before_are_found_by_their_providers_ids() {
        migrate();
        String sent = message(tenant, "SENT", providerId);
        attempt(sent, 1, "RETRY");
        attempt(sent, 2, "ACCEPTED");
        String failed = message(tenant, "FAILED", null);
        attempt(failed, 1, "REFUSED");

        try (var send = ServiceUnderTest.start("send", Map.of("waypost.db.url", url))) {
            List<Applied> applied = send.bean(ReceiptStore.class).apply(List.of(read(tenant), read("somebody-else")));

            assertThat(applied.getFirst()).isInstanceOfSatisfying(Applied.Matched.class, matched -> {
                assertThat(matched.messageId()).isEqualTo(sent);
                assertThat(matched.after()).isEqualTo(MessageState.READ);
            });
            assertThat(applied.getLast()).isInstanceOf(Applied.Unmatched.class);
            List<Integer> known = send.bean(Db.class)
                    .read(sql -> sql.list(
                            "SELECT number FROM message_attempt WHERE provider_message_id IS NOT NULL",
                            row -> row.intValue("number")));
            assertThat(known).as("the last try").containsExactly(2);
        }
    }

    @Test
    void days_of_messages_have_room_for_changes_whenever_they_were_made() {
        migrate();
        run("DROP TABLE message_" + LocalDate.now(ZoneOffset.UTC).plusDays(1).format(BASIC_ISO_DATE));

        try (var send = ServiceUnderTest.start("send", Map.of("waypost.db.url", url))) {
            List<String> days = send.bean(Db.class)
                    .read(sql -> sql.list(
                            "SELECT c.reloptions::text AS options FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
                                    + " WHERE i.inhparent = 'message'::regclass",
                            row -> row.string("options")));
            assertThat(days).hasSizeGreaterThan(4).allMatch(options -> options.contains("fillfactor=50"));
        }
    }

    private void migrate() {
        Flyway.configure()
                .dataSource(url, PostgresServer.ROLE, null)
                .locations("classpath:services/send/db")
                .schemas("send")
                .target(BEFORE_IDS_OF_TRIES)
                .load()
                .migrate();
    }

    private String message(String tenantId, String state, @Nullable String knownAs) {
        String id = Fixtures.id("msg");
        run("""
                INSERT INTO message (tenant_id, message_id, request_id, body_hash, recipient, conversation, lane, content,
                  state, provider_message_id, due_time, expire_time, day)
                VALUES (?, ?, ?, '', '+49', 'c', 1, '', ?, ?, now(), now() + interval '1 day', ?::date)""", tenantId, id, id, state, knownAs, today());
        return id;
    }

    private void attempt(String messageId, int number, String outcome) {
        run("""
                INSERT INTO message_attempt (tenant_id, message_id, number, endpoint_id, outcome, start_time, end_time, day)
                VALUES (?, ?, ?, 'main', ?, now(), now(), ?::date)""", tenant, messageId, number, outcome, today());
    }

    private void run(String statement, @Nullable Object... arguments) {
        try (var connection = DriverManager.getConnection(url + "?currentSchema=send", PostgresServer.ROLE, "");
                var prepared = connection.prepareStatement(statement)) {
            for (int i = 0; i < arguments.length; i++) {
                prepared.setObject(i + 1, arguments[i]);
            }
            prepared.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Receipt read(String tenantId) {
        return new Receipt(
                tenantId,
                "main",
                providerId,
                null,
                Fixtures.id("evt"),
                Status.READ,
                Instant.now(),
                Instant.now(),
                null,
                null,
                null);
    }

    private static String today() {
        return LocalDate.now(ZoneOffset.UTC).toString();
    }
}
