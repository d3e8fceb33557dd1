package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Option;

/// A command that starts work which outlives it, and follows that work unless it is told not to.
abstract class Starting extends Following {
    @Option(names = "--detach", description = "Do not wait for the end; only say the operation's id.")
    boolean detach;

    void started(Remote remote, Kind kind, JsonNode work) {
        if (detach) {
            show(work, List.of(Column.id("operation", "id"), Column.id("state", "state")));
            tell("To follow it: waypost operations follow " + work.path("id").asText() + kind.flags());
            return;
        }
        follow(remote, kind, work.path("id").asText());
    }
}
