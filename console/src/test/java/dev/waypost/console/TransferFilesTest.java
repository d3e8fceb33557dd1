package dev.waypost.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.console.ConsoleUnderTest.Answer;
import dev.waypost.proto.config.v1.BulkSwitchRequest;
import dev.waypost.proto.config.v1.ImportConflict;
import dev.waypost.proto.config.v1.ImportTenantsRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Files of any size go up and come down over HTTP.
class TransferFilesTest {
    private static ConsoleUnderTest console;

    @BeforeAll
    static void start() {
        console = new ConsoleUnderTest();
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void started_transfer_says_where_it_is_read() {
        Answer answer = console.call("POST", "/admin/transfers/switches", "{\"tenant_ids\": [\"a\", \"b\"]}");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.header("Location"))
                .isEqualTo("/admin/transfers/" + answer.json().path("id").asText());
        assertThat(console.suite
                        .mirror
                        .asked(BulkSwitchRequest.class)
                        .getTenants()
                        .getTenantIdsList())
                .containsExactly("a", "b");
    }

    @Test
    void file_of_any_size_goes_up_in_pieces_with_how_in_the_first() {
        String file = "{\"tenant\": \"x\"}\n".repeat(400_000);

        Answer answer = console.call(
                "POST",
                "/admin/transfers/imports?on_conflict=replace&dry_run=true",
                file,
                "Content-Type",
                "application/x-ndjson",
                "X-Waypost-Passphrase",
                "hush",
                "Idempotency-Key",
                "up-1");

        ImportTenantsRequest asked = console.suite.mirror.asked(ImportTenantsRequest.class);
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(202);
        assertThat(asked.getChunk().size()).isEqualTo(file.length());
        assertThat(asked.getOnConflict()).isEqualTo(ImportConflict.IMPORT_CONFLICT_REPLACE);
        assertThat(asked.getDryRun()).isTrue();
        assertThat(asked.getRequestId()).isEqualTo("up-1");
        assertThat(asked.getPassphrase()).isEqualTo("hush");
    }

    @Test
    void file_comes_down_whole_or_from_where_it_broke_off() {
        Answer whole = console.get("/admin/transfers/op-1/file");
        Answer rest = console.call("GET", "/admin/transfers/op-1/file", "", "Range", "bytes=14-");

        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.raw().body()).isEqualTo(FakeSuite.EXPORT);
        assertThat(whole.header("Content-Type")).startsWith("application/x-ndjson");
        assertThat(rest.status()).isEqualTo(206);
        assertThat(rest.raw().body()).isEqualTo(FakeSuite.EXPORT.substring(14));
        assertThat(rest.header("Content-Range")).isEqualTo("bytes 14-27/28");
        Answer nothing = console.call("GET", "/admin/transfers/op-1/file", "", "Range", "bytes=28-");
        assertThat(nothing.status()).isEqualTo(416);
        assertThat(nothing.header("Content-Range")).isEqualTo("bytes */28");
    }
}
