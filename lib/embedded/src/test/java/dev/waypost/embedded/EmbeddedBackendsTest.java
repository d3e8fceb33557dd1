package dev.waypost.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBackendsTest {
    @TempDir
    Path temp;

    Path data;
    final int postgresPort = Ports.anyFree();
    final int redisPort = Ports.anyFree();

    @BeforeEach
    void a_data_directory() {
        data = temp.resolve("data");
    }

    @Test
    void a_restart_keeps_rows_and_keys() throws Exception {
        try (var folder = DataFolder.open(data);
                var backends = EmbeddedBackends.durable(folder, postgresPort, redisPort)) {
            execute(backends, "CREATE TABLE note (text text)");
            execute(backends, "INSERT INTO note VALUES ('kept')");
            assertThat(query(backends, "SHOW fsync")).isEqualTo("on");
            assertThat(query(backends, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(query(backends, "SELECT rolsuper::text FROM pg_roles WHERE rolname = current_user"))
                    .isEqualTo("false");
            redis("SET note kept");
        }
        assertThat(Ports.isFree(postgresPort)).isTrue();
        assertThat(Ports.isFree(redisPort)).isTrue();
        try (var folder = DataFolder.open(data);
                var backends = EmbeddedBackends.durable(folder, postgresPort, redisPort)) {
            assertThat(query(backends, "SELECT text FROM note")).isEqualTo("kept");
            assertThat(redis("GET note")).endsWith("kept");
        }
    }

    @Test
    void servers_orphaned_by_kill_9_are_ended_and_their_data_is_kept() throws Exception {
        var holder = hold();
        var pids = holder.inputReader().readLine().split(" ");
        try (var connection = DriverManager.getConnection(url(), PostgresServer.ROLE, "");
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE note (text text)");
            statement.execute("INSERT INTO note VALUES ('committed')");
        }
        holder.destroyForcibly().waitFor();
        assertThat(ProcessHandle.of(Long.parseLong(pids[1]))).isPresent();
        assertThat(ProcessHandle.of(Long.parseLong(pids[2]))).isPresent();

        try (var folder = DataFolder.open(data);
                var backends = EmbeddedBackends.durable(folder, postgresPort, redisPort)) {
            assertThat(query(backends, "SELECT text FROM note")).isEqualTo("committed");
            assertThat(backends.postgres().pid()).isNotEqualTo(Long.parseLong(pids[1]));
        }
    }

    @Test
    void kill_9_of_everything_leaves_a_directory_that_starts() throws Exception {
        var holder = hold();
        var pids = holder.inputReader().readLine().split(" ");
        try (var connection = DriverManager.getConnection(url(), PostgresServer.ROLE, "");
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE note AS SELECT 'committed' AS text");
        }
        holder.destroyForcibly();
        Signal.KILL.sendTo(Long.parseLong(pids[1]));
        Signal.KILL.sendTo(Long.parseLong(pids[2]));
        holder.waitFor();
        var postmaster = data.resolve("postgres/postmaster.pid");
        assertThat(postmaster).exists();
        // The number in the stale file now belongs to a stranger: this very process.
        var lines = Files.readAllLines(postmaster);
        lines.set(0, Long.toString(ProcessHandle.current().pid()));
        Files.write(postmaster, lines);

        try (var folder = DataFolder.open(data);
                var backends = EmbeddedBackends.durable(folder, postgresPort, redisPort)) {
            assertThat(query(backends, "SELECT text FROM note")).isEqualTo("committed");
        }
    }

    @Test
    void a_directory_in_use_is_refused() {
        try (var first = DataFolder.open(data)) {
            assertThat(first.root()).isDirectory();
            assertThatThrownBy(() -> DataFolder.open(data))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("in use by another waypost")
                    .hasMessageContaining("--data");
        }
    }

    @Test
    void a_port_in_use_is_refused_and_nothing_is_left_running() throws Exception {
        try (var squatter = new java.net.ServerSocket(redisPort);
                var folder = DataFolder.open(data)) {
            assertThat(squatter.isBound()).isTrue();
            assertThatThrownBy(() -> EmbeddedBackends.durable(folder, postgresPort, redisPort))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("port " + redisPort + " (Redis) is in use")
                    .hasMessageContaining("--port-offset");
            assertThat(Orphans.find("postgres", data.resolve("postgres"))).isEmpty();
        }
    }

    @Test
    void data_of_another_postgresql_is_refused() throws Exception {
        Files.createDirectories(data.resolve("postgres"));
        Files.writeString(data.resolve("postgres/PG_VERSION"), "14\n");
        try (var folder = DataFolder.open(data)) {
            assertThatThrownBy(() -> EmbeddedBackends.durable(folder, postgresPort, redisPort))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("written by PostgreSQL 14 and this is PostgreSQL 18");
        }
    }

    @Test
    void a_directory_that_cannot_be_made_is_refused() throws Exception {
        var file = Files.writeString(temp.resolve("file"), "");
        assertThatThrownBy(() -> DataFolder.open(file.resolve("below")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("is not writable");
    }

    @Test
    void a_platform_without_binaries_is_refused() {
        var binaries = new ServerBinaries(HostPlatform.of("SunOS", "sparcv9"), temp);
        assertThatThrownBy(binaries::postgres)
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("no PostgreSQL binary for sunos/sparcv9")
                .hasMessageContaining("--postgres URL");
        assertThatThrownBy(binaries::redis).hasMessageContaining("no Redis binary");
    }

    @Test
    @org.junit.jupiter.api.condition.EnabledOnOs(org.junit.jupiter.api.condition.OS.LINUX)
    void ephemeral_servers_leave_nothing() throws Exception {
        Path folder;
        try (var backends = EmbeddedBackends.ephemeral()) {
            folder = Path.of("/proc", Long.toString(backends.postgres().pid()), "cwd")
                    .toRealPath();
            assertThat(folder).exists();
        }
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(folder.getParent()).doesNotExist());
    }

    private Process hold() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HoldBackends.class.getName(),
                        data.toString(),
                        Integer.toString(postgresPort),
                        Integer.toString(redisPort))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private String url() {
        return "jdbc:postgresql://127.0.0.1:" + postgresPort + "/" + PostgresServer.DATABASE;
    }

    private static void execute(EmbeddedBackends backends, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(backends.postgres().jdbcUrl(), PostgresServer.ROLE, "");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(EmbeddedBackends backends, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(backends.postgres().jdbcUrl(), PostgresServer.ROLE, "");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private String redis(String command) throws IOException {
        try (var socket = new Socket("127.0.0.1", redisPort)) {
            socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.replace("+OK\r\n", "").strip();
        }
    }
}
