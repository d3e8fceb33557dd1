package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that sleeps past its lease while projects hold its deliveries, and wakes up when another has its lanes.
final class PausedIngressTest {
    private static final Duration SOON = Duration.ofSeconds(120);
    /// So many that no process is without one of their lanes.
    private static final List<String> USERS =
            Stream.generate(() -> Fixtures.digits(9)).limit(16).toList();

    @TempDir
    Path folder;

    private final WebhookLedger ledger = new WebhookLedger();
    private TwoIngresses two;

    @BeforeEach
    void start() throws Exception {
        two = new TwoIngresses(folder);
    }

    @AfterEach
    void stop() {
        two.close();
    }

    @Test
    void what_it_learns_after_its_sleep_changes_nothing() throws Exception {
        CountDownLatch first = two.project.holds();
        for (String user : USERS) {
            says(user, 1);
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(two.project.got()).hasSameSizeAs(USERS));

        two.one.signal("STOP");
        CountDownLatch second = two.project.holds();
        await().atMost(SOON).until(() -> two.project.got().size() > USERS.size());
        first.countDown();
        await().atMost(SOON).until(this::onlyWhatWasTakenOverIsPending);
        int takenOver = pending();
        two.one.signal("CONT");

        await().atMost(SOON).until(() -> refused() == takenOver);
        assertThat(pending()).isEqualTo(takenOver);
        for (String user : USERS) {
            says(user, 2);
        }
        second.countDown();
        await().atMost(SOON).until(() -> ledger.isComplete(two.project));
        ledger.holds(two.project, takenOver);
        await().atMost(SOON).until(() -> pending() == 0);
    }

    private boolean onlyWhatWasTakenOverIsPending() {
        return pending() == two.project.got().size() - USERS.size();
    }

    private int pending() {
        try (var connection = DriverManager.getConnection(two.database, Backends.username(), "");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM ingress.delivery")) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private int refused() throws IOException {
        try (var lines = Files.lines(folder.resolve("one.log"))) {
            return (int)
                    lines.filter(line -> line.contains("lane.result_refused")).count();
        }
    }

    private void says(String user, int number) throws Exception {
        byte[] body = two.tenant.message("wamid." + user + "." + number, user, user + ":" + number, null);
        ledger.sends(user, two.tenant.id, number);
        int status = two.other.receives(two.tenant, body);
        ledger.answered(user, number, status);
        assertThat(status).isEqualTo(200);
    }
}
