package dev.waypost.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A Markdown page whose `sh` blocks are run in one shell, as its reader does.
///
/// A `json` or `text` block right after one says what its output holds, with `…` for anything between. A block without
/// a language, or in another shell's, is not run: a comment right above it says why, as `<!-- not run: why -->`.
///
/// @param unexplained lines of blocks that are not run and do not say why
record Guide(Path page, List<Step> steps, List<Integer> unexplained) {
    private static final Set<String> COMMANDS = Set.of("```", "```bash", "```shell", "```console");

    record Step(int line, String commands, List<String> expected) {}

    static Guide read(Path page) throws IOException {
        var steps = new ArrayList<Step>();
        var unexplained = new ArrayList<Integer>();
        List<String> lines = Files.readAllLines(page);
        @Nullable Step last = null;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.startsWith("```")) {
                last = line.isEmpty() || last == null ? last : null;
                continue;
            }
            var block = new ArrayList<String>();
            int start = i + 1;
            for (i++; !lines.get(i).strip().equals("```"); i++) {
                block.add(lines.get(i));
            }
            if (COMMANDS.contains(line)
                    && (start < 2 || !lines.get(start - 2).strip().startsWith("<!-- not run: "))) {
                unexplained.add(start);
            }
            if (line.equals("```sh")) {
                last = new Step(start, String.join("\n", block), List.of());
                steps.add(last);
            } else if (last != null && (line.equals("```json") || line.equals("```text"))) {
                steps.set(
                        steps.indexOf(last),
                        new Step(
                                last.line(),
                                last.commands(),
                                List.of(String.join("\n", block).strip().split("\\s*…\\s*"))));
                last = null;
            }
        }
        return new Guide(page, List.copyOf(steps), List.copyOf(unexplained));
    }
}
