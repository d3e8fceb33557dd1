package dev.waypost.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the pages of this repository refer to is there, and every page of the documentation is found from its index.
class DocLinksTest {
    private static final Path ROOT = Path.of(Objects.requireNonNull(System.getProperty("waypost.root"), "waypost.root"))
            .toAbsolutePath()
            .normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern FOREIGN = Pattern.compile("[a-z]+:.*");
    private static final Pattern SETTING = Pattern.compile("WAYPOST_[A-Z_]*[A-Z]");
    /// Read by the simulator, by examples and by commands that people paste.
    private static final Set<String> OF_PROGRAMS = Set.of(
            "WAYPOST_ADMIN_KEY",
            "WAYPOST_API_KEY",
            "WAYPOST_KEY",
            "WAYPOST_PROTOS",
            "WAYPOST_SIGNING_SECRET",
            "WAYPOST_SIMULATOR_PORT",
            "WAYPOST_STUBS",
            "WAYPOST_TARGET",
            "WAYPOST_URL");
    private static final Pattern EMPTY_WORDS =
            Pattern.compile("\\b(simply|obviously|of course|easily|please note)\\b", Pattern.CASE_INSENSITIVE);

    @Test
    void every_link_leads_to_a_file_and_a_heading_that_there_are() {
        List<String> lost = new ArrayList<>();
        for (Path page : pages()) {
            for (String link : links(page)) {
                String[] parts = link.split("#", 2);
                Path target = parts[0].isEmpty()
                        ? page
                        : page.resolveSibling(URLDecoder.decode(parts[0], StandardCharsets.UTF_8))
                                .normalize();
                if (!target.startsWith(ROOT) || !Files.exists(target)) {
                    lost.add(ROOT.relativize(page) + ": " + link);
                } else if (parts.length == 2 && !anchors(target).contains(parts[1])) {
                    lost.add(ROOT.relativize(page) + ": " + link + " (headings: " + anchors(target) + ")");
                }
            }
        }

        assertThat(lost).isEmpty();
    }

    @Test
    void every_page_is_found_from_the_index() {
        Path docs = ROOT.resolve("docs");
        Set<Path> linked = new TreeSet<>();
        Path index = docs.resolve("README.md");
        links(index)
                .forEach(link -> linked.add(
                        index.resolveSibling(link.replaceAll("#.*", "")).normalize()));

        assertThat(pages().stream()
                        .filter(page -> page.startsWith(docs) && !page.equals(index))
                        // Each alert names its own.
                        .filter(page -> !page.startsWith(docs.resolve("runbooks"))))
                .allSatisfy(page -> assertThat(linked).contains(page));
    }

    @Test
    void every_setting_that_a_page_names_is_one() {
        String settings = text(ROOT.resolve("docs/settings.md"));
        List<String> unknown = new ArrayList<>();
        for (Path page : pages()) {
            // What was true once stays written there.
            if (!page.endsWith("CHANGELOG.md") && !page.toString().contains("/decisions/")) {
                SETTING.matcher(text(page))
                        .results()
                        .map(found -> found.group())
                        .filter(name -> !OF_PROGRAMS.contains(name) && !settings.contains(name))
                        .forEach(name -> unknown.add(ROOT.relativize(page) + ": " + name));
            }
        }

        assertThat(unknown).isEmpty();
    }

    @Test
    void no_two_decisions_have_one_number() throws IOException {
        try (Stream<Path> decisions = Files.list(ROOT.resolve("docs/decisions"))) {
            assertThat(decisions.map(file -> file.getFileName().toString().substring(0, 4)))
                    .doesNotHaveDuplicates()
                    .allMatch(number -> number.matches("\\d{4}"));
        }
    }

    @Test
    void no_page_says_that_something_is_simple() {
        assertThat(pages().stream()
                        .flatMap(page -> EMPTY_WORDS
                                .matcher(prose(page))
                                .results()
                                .map(found -> ROOT.relativize(page) + ": " + found.group())))
                .isEmpty();
    }

    private static List<Path> pages() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            List<Path> pages = files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> Stream.of("target", "node_modules", ".git", ".waypost", ".library")
                            .noneMatch(
                                    folder -> ROOT.relativize(file).toString().contains(folder + "/")))
                    .sorted()
                    .toList();
            assertThat(pages).hasSizeGreaterThan(50);
            return pages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> links(Path page) {
        return LINK.matcher(prose(page))
                .results()
                .map(found -> found.group(1))
                .filter(link -> !FOREIGN.matcher(link).matches())
                .toList();
    }

    /// The page without its blocks of code.
    private static String prose(Path page) {
        return text(page).replaceAll("(?ms)^ *```.*?^ *```", "").replaceAll("`[^`\n]*`", "``");
    }

    /// As GitHub makes them of headings.
    private static Set<String> anchors(Path page) {
        Set<String> anchors = new TreeSet<>();
        if (!page.toString().endsWith(".md")) {
            return anchors;
        }
        text(page)
                .replaceAll("(?ms)^ *```.*?^ *```", "")
                .lines()
                .filter(line -> line.matches("#{1,6} .*"))
                .map(line -> line.replaceAll("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .forEach(anchors::add);
        return anchors;
    }

    private static String text(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
