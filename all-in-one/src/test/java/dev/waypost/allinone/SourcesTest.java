package dev.waypost.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Rules that only the sources can show.
class SourcesTest {
    private static final Path ROOT = Path.of(System.getProperty("waypost.root", ".."));
    private static final int LONGEST_FILE = 400;

    @Test
    void files_stay_small() {
        assertThat(offenders(".java", path -> true, text -> text.lines().count() > LONGEST_FILE))
                .as("files of more than %d lines", LONGEST_FILE)
                .isEmpty();
    }

    @Test
    void tests_wait_for_something_and_never_sleep() {
        // In pieces, so that this very file is no offender.
        var sleep = Pattern.compile("Thread" + "\\.sleep\\(|TimeUnit\\.[A-Z]+" + "\\.sleep\\(");
        assertThat(offenders(
                        ".java",
                        path -> path.toString().contains("/src/test/")
                                || path.toString().contains("lib/testkit/"),
                        text -> sleep.matcher(text).find()))
                .isEmpty();
    }

    @Test
    void only_the_parent_names_versions() {
        var version = Pattern.compile("<version>(?!0\\.1\\.0</version>|\\$\\{)");
        assertThat(offenders(
                        "pom.xml",
                        path -> !path.equals(ROOT.resolve("pom.xml")),
                        text -> version.matcher(text).find()))
                .isEmpty();
    }

    @Test
    void no_file_names_its_author() {
        assertThat(offenders(".java", path -> true, text -> text.contains("@" + "author")))
                .isEmpty();
    }

    private static List<String> offenders(String ending, Predicate<Path> in, Predicate<String> offends) {
        try (var paths = Files.walk(ROOT)) {
            var files = paths.filter(path -> path.toString().endsWith(ending))
                    .filter(path -> !path.toString().contains("/target/")
                            && !path.toString().contains("/."))
                    .filter(in)
                    .toList();
            assertThat(files).as("the sources below " + ROOT).isNotEmpty();
            return files.stream()
                    .filter(path -> offends.test(read(path)))
                    .map(path -> ROOT.relativize(path).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
