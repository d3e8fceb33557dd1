package dev.waypost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.cli.WaypostUnderTest.Ended;
import dev.waypost.embedded.DataFolder;
import dev.waypost.embedded.Ports;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every refusal as a person meets it: a real process, one line on standard error, an exit code that is not 0.
class BadInputTest {
    @TempDir
    Path temp;

    @Test
    void an_unknown_option_names_the_one_that_was_meant() throws Exception {
        var ended = waypost("up", "--prot-offset", "3");
        assertRefused(ended, "unknown option --prot-offset (did you mean --port-offset?)");
    }

    @Test
    void an_unknown_command_is_refused() throws Exception {
        assertRefused(waypost("upp"), "unknown command or argument upp (did you mean up?)");
    }

    @Test
    void an_offset_that_is_no_number_is_refused() throws Exception {
        assertRefused(waypost("up", "--port-offset", "many"), "'many' is not an int");
    }

    @Test
    void an_offset_that_leaves_the_ports_is_refused() throws Exception {
        assertRefused(waypost("up", "--port-offset", "64000"), "--port-offset: value: 64000 (expected: 0 to 48000)");
    }

    @Test
    void an_admin_key_that_can_be_guessed_is_refused_and_not_shown() throws Exception {
        var ended = waypost("up", "--admin-key", "hunter2");
        assertRefused(ended, "--admin-key: value: 7 characters");
        assertThat(ended.err()).doesNotContain("hunter2");
    }

    @Test
    void addresses_of_another_kind_are_refused() throws Exception {
        assertRefused(waypost("up", "--postgres", "mysql://u:secret@h/d"), "--postgres: value: mysql://u:***@h/d");
        assertRefused(waypost("up", "--redis", "http://localhost"), "--redis: value: http://localhost");
    }

    @Test
    void a_data_directory_that_is_a_file_is_refused() throws Exception {
        var file = Files.writeString(temp.resolve("file"), "");
        assertRefused(waypost("up", "--data", file.toString()), "is a file, not a directory");
    }

    @Test
    void a_data_directory_in_use_is_refused() throws Exception {
        try (var held = DataFolder.open(temp.resolve("data"))) {
            assertRefused(
                    waypost("up", "--data", held.root().toString()),
                    "is in use by another waypost (process "
                            + ProcessHandle.current().pid() + ")");
        }
    }

    @Test
    void data_of_another_postgresql_is_refused() throws Exception {
        var data = temp.resolve("data");
        Files.createDirectories(data.resolve("postgres"));
        Files.writeString(data.resolve("postgres/PG_VERSION"), "14\n");
        assertRefused(
                waypost("up", "--data", data.toString(), "--port-offset", offset()), "was written by PostgreSQL 14");
    }

    @Test
    void a_port_in_use_is_refused_and_nothing_is_left_running() throws Exception {
        var data = temp.resolve("data");
        var offset = offset();
        try (var squatter = new ServerSocket(8080 + Integer.parseInt(offset))) {
            assertRefused(
                    waypost("up", "--data", data.toString(), "--port-offset", offset),
                    "port " + squatter.getLocalPort() + " (console) is in use");
        }
        assertThat(Ports.isFree(15432 + Integer.parseInt(offset))).isTrue();
        // The lock is free again, too.
        DataFolder.open(data).close();
    }

    private static void assertRefused(Ended ended, String saying) {
        assertThat(ended.err()).startsWith("waypost: ").contains(saying);
        assertThat(ended.err().strip().lines()).hasSize(1);
        assertThat(ended.err()).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(ended.code()).isNotZero();
    }

    private static String offset() {
        for (var offset = 3000; offset < 16000; offset += 101) {
            if (Ports.isFree(8080 + offset) && Ports.isFree(15432 + offset)) {
                return Integer.toString(offset);
            }
        }
        throw new IllegalStateException("no offset with free ports");
    }

    private static Ended waypost(String... arguments) throws IOException, InterruptedException {
        return WaypostUnderTest.process(List.of(), arguments);
    }
}
