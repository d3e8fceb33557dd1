package dev.waypost.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An export's file comes whole or not at all, however often it breaks off.
class ExportTest {
    private static final String FILE = "GET /admin/transfers/op_9/file";

    private StubApi api;
    private Path out;
    private Path part;

    @TempDir
    Path temp;

    @BeforeEach
    void start() throws IOException {
        api = new StubApi();
        api.answers.put("POST /admin/transfers/exports", "202 {\"id\": \"op_9\", \"state\": \"PENDING\"}");
        api.answers.put(
                "GET /admin/transfers/op_9", "200 {\"id\": \"op_9\", \"state\": \"SUCCEEDED\", \"done_items\": 1}");
        out = temp.resolve("all.jsonl");
        part = temp.resolve("all.jsonl.op_9.part");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void an_export_that_broke_off_goes_on_where_it_stopped() throws IOException {
        api.answers.put(FILE, "206 and the rest");
        Files.writeString(part, "what was there ");

        var ended = api.run("export", "--resume", "op_9", "--out", out.toString());

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(out).hasContent("what was there and the rest");
        assertThat(part).doesNotExist();
        assertThat(api.asked).anyMatch(line -> line.contains("bytes=15-"));
        assertThat(api.asked).noneMatch(line -> line.contains("/exports"));
        assertThat(api.run("export", "--out", out.toString()).code())
                .as("what is there stays")
                .isEqualTo(6);
        assertThat(out).hasContent("what was there and the rest");
    }

    @Test
    void a_connection_that_breaks_loses_nothing_and_repeats_nothing() throws IOException {
        api.first(FILE, "200! one two ").first(FILE, "206! three ").first(FILE, "206 four");

        var ended = api.run("export", "--out", out.toString(), "--every", "10");

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(out).hasContent("one two three four");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
                .isEqualTo("rw-------");
    }

    @Test
    void a_connection_that_always_breaks_keeps_what_came_and_says_how_to_go_on() throws IOException {
        api.answers.put(FILE, "206! x");

        var ended = api.run("export", "--out", out.toString(), "--every", "10");

        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.err()).contains("waypost export --resume op_9 --out " + out);
        assertThat(out).doesNotExist();
        assertThat(part).hasContent("xxxxx");
    }

    @Test
    void a_server_that_cannot_go_on_begins_anew() throws IOException {
        api.answers.put(FILE, "200 all of it");
        Files.writeString(part, "all of what was there before");

        assertThat(api.run("export", "--resume", "op_9", "--out", out.toString())
                        .code())
                .isZero();
        assertThat(out).hasContent("all of it");
    }

    @Test
    void a_part_that_is_whole_already_only_gets_its_name() throws IOException {
        api.answers.put(FILE, "416 ");
        Files.writeString(part, "all of it");

        var ended = api.run("export", "--resume", "op_9", "--out", out.toString());

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(out).hasContent("all of it");
        assertThat(part).doesNotExist();
    }

    @Test
    void what_came_of_another_export_is_no_beginning_of_this_one() throws IOException {
        api.answers.put(FILE, "200 all of it");
        Path others = Files.writeString(temp.resolve("all.jsonl.op_1.part"), "of yesterday");

        assertThat(api.run("export", "--out", out.toString(), "--every", "10").code())
                .isZero();

        assertThat(out).hasContent("all of it");
        assertThat(others).hasContent("of yesterday");
        assertThat(api.asked).noneMatch(line -> line.contains("bytes="));
    }

    @Test
    void what_cannot_be_written_is_not_asked_for() throws IOException {
        var ended = api.run("export", "--out", temp.resolve("none/all.jsonl").toString());

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("--out: value: ", "a folder that can be written");
        Path file = Files.writeString(temp.resolve("file"), "");
        assertThat(api.run("export", "--out", file.resolve("all.jsonl").toString())
                        .code())
                .isEqualTo(2);
        assertThat(api.asked).isEmpty();
    }
}
