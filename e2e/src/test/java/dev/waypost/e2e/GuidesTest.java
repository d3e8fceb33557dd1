package dev.waypost.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the documentation tells people to type works, and answers what it says.
final class GuidesTest {
    private static final Path ROOT = Path.of(System.getProperty("waypost.root"));

    @TempDir
    Path folder;

    @Test
    void commands_do_what_the_guides_say() throws Exception {
        Installation.launcher(folder);
        Files.createDirectory(folder.resolve("etc"));
        try (var waypost = Installation.up(folder.resolve("data"), "http://127.0.0.1:1")) {
            for (Guide guide : guides()) {
                follow(guide, waypost);
            }
        }
    }

    private static List<Guide> guides() throws IOException {
        try (Stream<Path> pages = Files.list(ROOT.resolve("docs/guides"))) {
            var guides = new java.util.ArrayList<Guide>();
            guides.add(Guide.read(ROOT.resolve("README.md")));
            for (Path page : pages.sorted().toList()) {
                guides.add(Guide.read(page));
            }
            return guides;
        }
    }

    @Test
    void what_is_not_run_says_why_not() throws Exception {
        assertThat(guides())
                .hasSizeGreaterThan(15)
                .allSatisfy(guide -> assertThat(guide.unexplained())
                        .as("lines of %s with commands that are neither sh nor say why not", guide.page())
                        .isEmpty())
                .anySatisfy(guide -> assertThat(guide.steps()).hasSizeGreaterThan(5));
    }

    private void follow(Guide guide, Installation waypost) throws IOException {
        try (var shell = new Shell(folder)) {
            for (Guide.Step step : guide.steps()) {
                String commands = here(step.commands(), waypost);
                String first = shell.run(commands);
                if (!holds(first, step.expected())) {
                    // It takes a moment, as for a reader, who asks again.
                    await(guide.page().getFileName() + ":" + step.line())
                            .atMost(Duration.ofSeconds(60))
                            .untilAsserted(() -> assertThat(shell.run(commands)).containsSubsequence(step.expected()));
                }
            }
        }
    }

    private static boolean holds(String said, List<String> expected) {
        int from = 0;
        for (String part : expected) {
            int at = said.indexOf(part, from);
            if (at < 0) {
                return false;
            }
            from = at + part.length();
        }
        return true;
    }

    /// The same commands at this installation's ports, with its key.
    private String here(String commands, Installation waypost) {
        return commands.replace("http://127.0.0.1:8080", waypost.console())
                .replace("http://127.0.0.1:8081", waypost.webhooks())
                .replace("http://127.0.0.1:8190", waypost.simulator())
                .replace("try-waypost-today", Installation.ADMIN_KEY)
                .replace("/etc/waypost", folder.resolve("etc").toString());
    }
}
