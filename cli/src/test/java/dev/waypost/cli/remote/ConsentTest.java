package dev.waypost.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.cli.CommandsUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What cannot be taken back is asked about, by every command that has such a thing; where nobody can answer, nothing
/// is done.
class ConsentTest {
    private static final String WORK =
            "200 {\"id\": \"op_1\", \"state\": \"SUCCEEDED\", \"revision\": 4, \"deliveryId\": \"dlv_1\"}";

    private StubApi api;

    @TempDir
    Path temp;

    @BeforeEach
    void start() throws IOException {
        api = new StubApi().otherwise(WORK);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    /// What is typed, and what must not be asked of the service without a yes.
    private Map<String, String> commands() throws IOException {
        Path file = Files.writeString(temp.resolve("all.jsonl"), "{}\n");
        Map<String, String> commands = new LinkedHashMap<>();
        commands.put("tenant suspend salon", "POST /api/whatsapp/tenants/salon/suspend ");
        commands.put("tenant move salon --to https://own", "POST /admin/transfers/moves ");
        commands.put("endpoint switch salon backup", "POST /api/whatsapp/endpoints/salon/switch ");
        commands.put("endpoint deactivate salon main", "POST /api/whatsapp/endpoints/salon/deactivate ");
        commands.put("endpoint delete salon main", "DELETE /api/whatsapp/endpoints/salon?endpointId=main&revision=4 ");
        commands.put("endpoint rotate salon main api_key", "POST /api/whatsapp/endpoints/salon/rotate ");
        commands.put("endpoint revoke salon main api_key", "POST /api/whatsapp/endpoints/salon/revoke ");
        commands.put("sessions logout salon", "DELETE /api/whatsapp/sessions/salon ");
        commands.put("messages cancel --tenant salon msg_1", "POST /api/whatsapp/messages/msg_1/cancel ");
        commands.put("messages release --tenant salon msg_1", "POST /api/whatsapp/messages/release ");
        commands.put("messages discard --tenant salon msg_1", "POST /api/whatsapp/messages/discard ");
        commands.put("messages redrive --tenant salon msg_1", "POST /api/whatsapp/messages/redrive ");
        commands.put("redrive --tenant salon dlv_1", "POST /api/whatsapp/deliveries/redrive ");
        commands.put("discard --tenant salon dlv_1", "POST /api/whatsapp/deliveries/discard ");
        commands.put("replay --tenant salon --from 1h", "POST /api/whatsapp/replays ");
        commands.put("hub unmap n1 p1", "DELETE /admin/mappings/n1/p1 ");
        commands.put("locks unlock +4915112345678", "POST /router/unlock/%2B4915112345678 ");
        commands.put("import " + file + " --on-conflict REPLACE", "POST /admin/transfers/imports?on_conflict=REPLACE ");
        commands.put("bulk-switch salon", "POST /admin/transfers/switches ");
        commands.put("operations cancel op_1", "POST /admin/transfers/op_1/cancel ");
        commands.put("api-keys revoke key_1", "DELETE /admin/keys/key_1 ");
        return commands;
    }

    @Test
    void nothing_is_done_unasked_and_it_is_done_with_yes() throws IOException {
        commands().forEach((words, request) -> {
            var unasked = api.run(words.split(" "));
            assertThat(unasked.code()).as(words).isEqualTo(2);
            assertThat(unasked.err()).as(words).contains(" Nobody can be asked here: say --yes");
            assertThat(changes()).as(words).isEmpty();

            var done = api.run((words + " --yes").split(" "));
            assertThat(done.code()).as(words + ": " + done.err()).isZero();
            assertThat(changes()).as(words).singleElement().asString().startsWith(request);
            api.asked.clear();
        });
    }

    @Test
    void a_dry_run_neither_asks_nor_changes() throws IOException {
        Path file = Files.writeString(temp.resolve("all.jsonl"), "{}\n");
        for (String words : List.of(
                "tenant move salon --to https://own",
                "endpoint switch salon backup",
                "endpoint delete salon main",
                "messages release --tenant salon msg_1",
                "messages discard --tenant salon msg_1",
                "messages redrive --tenant salon msg_1",
                "redrive --tenant salon dlv_1",
                "discard --tenant salon dlv_1",
                "bulk-switch salon",
                "import " + file + " --on-conflict REPLACE")) {
            var ended = api.run((words + " --dry-run").split(" "));
            assertThat(ended.code()).as(words + ": " + ended.err()).isZero();
            assertThat(changes()).as(words).isEmpty();
        }
    }

    @Test
    void every_command_that_asks_back_is_looked_at_here() throws IOException {
        List<String> looked = commands().keySet().stream()
                .map(words -> Stream.of(words.split(" "))
                        .limit(CommandsUnderTest.isGroup(words.split(" ")[0]) ? 2 : 1)
                        .collect(Collectors.joining(" ", "waypost ", "")))
                .toList();
        assertThat(CommandsUnderTest.having("--yes")).containsExactlyInAnyOrderElementsOf(looked);
    }

    /// What was asked for that changes something.
    private List<String> changes() {
        return new ArrayList<>(api.asked)
                .stream()
                        .map(line -> line.substring("Bearer some-key ".length()))
                        .filter(line -> !line.startsWith("GET ")
                                && !line.contains("\"dry_run\":true")
                                && !line.contains("dry_run=true"))
                        .toList();
    }
}
