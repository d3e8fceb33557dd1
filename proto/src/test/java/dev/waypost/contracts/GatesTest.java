package dev.waypost.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The gates of the build can fail, each for its own reason.
class GatesTest {

    private static final String FIELD = "  // Name for people.\n  string name = 2;\n";

    @TempDir
    private Path directory;

    @Test
    void untouched_contracts_pass_and_say_that_there_is_no_release() {
        Gates gates = Gates.onCopyIn(directory);
        gates.run("git", "init", "-q");

        Gates.Outcome outcome = gates.run();

        assertThat(outcome.output().strip())
                .isEqualTo("proto: no release tag v* yet, so there is nothing the contracts could break");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void untouched_contracts_pass_against_a_release() {
        Gates.Outcome outcome = Gates.onCopyIn(directory).release("v0.1.0").run();

        assertThat(outcome.output()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void a_field_that_was_released_cannot_be_removed() {
        Gates.Outcome outcome = Gates.onCopyIn(directory)
                .release("v0.1.0")
                .edit("config/v1/tenant.proto", FIELD, "")
                .run();

        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.output())
                .contains("field \"2\" with name \"name\" on message \"Tenant\" was deleted")
                .contains("this breaks callers of v0.1.0");
    }

    @Test
    void a_field_can_be_added_after_a_release() {
        Gates.Outcome outcome = Gates.onCopyIn(directory)
                .release("v0.1.0")
                .edit("config/v1/tenant.proto", FIELD, FIELD + "  // Another name.\n  string nickname = 100;\n")
                .run();

        assertThat(outcome.output()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void an_element_without_a_comment_is_refused() {
        Gates.Outcome outcome = Gates.onCopyIn(directory)
                .edit("config/v1/tenant.proto", FIELD, FIELD + "  string nickname = 100;\n")
                .run();

        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.output()).contains("Field \"nickname\" should have a non-empty comment");
    }

    @Test
    void a_file_that_is_not_formatted_is_refused() {
        Gates.Outcome outcome = Gates.onCopyIn(directory)
                .edit("config/v1/tenant.proto", FIELD, FIELD.replace("  string", "      string"))
                .run();

        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.output()).contains("not formatted");
    }
}
