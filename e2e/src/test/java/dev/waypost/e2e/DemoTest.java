package dev.waypost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a newcomer sees, from the first line to the last.
class DemoTest {
    @TempDir
    private Path folder;

    @Test
    void the_demo_shows_everything_and_leaves_nothing() throws Exception {
        Installation.Ended demo = Installation.demo(folder);

        assertThat(demo.exitCode()).as(demo.said()).isZero();
        assertThat(demo.said())
                .containsSubsequence(
                        "waypost is ready in",
                        "A platform gets four customers",
                        "salon-luma",
                        "20 messages committed in",
                        "somebody scanned the code: connected",
                        "a patient's answer is with both backends",
                        "locks: 3 users, 3 agents",
                        "later spare carries",
                        "went out through it, once",
                        "Look at");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("waypost-demo"));
        }
    }
}
