package dev.waypost.bench.webhook;

import dev.waypost.lanes.DayPartitionStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/// What makes a new PostgreSQL one that has run for a while, as those are that anybody relies on.
final class Cluster {
    private static final String SUPERUSER = "postgres";

    /// As many as an hour of work leaves behind, within what the suite lets the log take.
    private static final int LOG_FILES = 80;

    private static final String FILL_ONE = "SELECT pg_logical_emit_message(false, 'settle', repeat('.', 16 << 20))";

    /// As many as are kept where nobody says otherwise.
    private static final int EVENT_DAYS = 30;

    private static final int MESSAGE_DAYS = 90;

    private final Path data;
    private final String url;

    /// @param data its folder
    /// @param url of the suite's database
    Cluster(Path data, String url) {
        this.data = data;
        this.url = url;
    }

    /// Opens the door for the superuser, whom the suite itself never needs.
    void open() throws IOException, InterruptedException {
        Files.writeString(
                data.resolve("pg_hba.conf"),
                "host all " + SUPERUSER + " 127.0.0.1/32 trust\n",
                StandardOpenOption.APPEND);
        String server = Files.readAllLines(data.resolve("postmaster.pid")).getFirst();
        if (new ProcessBuilder("kill", "-HUP", server).inheritIO().start().waitFor() != 0) {
            throw new IllegalStateException("PostgreSQL, process " + server + ", cannot be told to read its settings");
        }
    }

    /// Fills log files and gives them to those that come. Whoever fills a file that never was writes all of it first,
    /// and nobody commits during those 50 to 100 ms.
    void settle() throws SQLException {
        run(
                SUPERUSER,
                Stream.concat(Collections.nCopies(LOG_FILES, FILL_ONE).stream(), Stream.of("CHECKPOINT"))
                        .toList());
    }

    /// Makes days of a table, as they were made when they came.
    void days(String table, LocalDate from, LocalDate to) throws SQLException {
        run(
                "waypost",
                from.datesUntil(to.plusDays(1))
                        .map(day -> DayPartitionStore.making(new DayPartitionStore.Table(table, ""), day))
                        .toList());
    }

    /// The days that a suite has after months, by its own settings; what is in them is not read.
    void age() throws SQLException {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        for (String table : List.of("event", "body", "delivered")) {
            days("ingress." + table, today.minusDays(EVENT_DAYS), today.minusDays(1));
        }
        for (String table : List.of("message", "message_attempt", "message_status")) {
            days("send." + table, today.minusDays(MESSAGE_DAYS), today.minusDays(1));
        }
    }

    private void run(String user, List<String> statements) throws SQLException {
        try (var connection = DriverManager.getConnection(url, user, "");
                var statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }
}
