package dev.waypost.testkit.browser;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A Chromium without a window, in a process and with a profile of its own.
///
/// It is Debian's: `apt-get install chromium`. `CHROMIUM` in the environment names another.
public final class Chromium implements AutoCloseable {
    /// What a test that needs a browser says when there is none.
    public static final String MISSING =
            "no Chromium on this machine (apt-get install chromium, or set CHROMIUM): pages are not tested";

    private static final List<String> PLACES =
            List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
    private static final String READY = "DevTools listening on ";

    private final Process process;
    private final Path profile;
    private final DevTools tools;

    private Chromium(Process process, Path profile, DevTools tools) {
        this.process = process;
        this.profile = profile;
        this.tools = tools;
    }

    public static Optional<Path> find() {
        return Stream.concat(Optional.ofNullable(System.getenv("CHROMIUM")).stream(), PLACES.stream())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    public static Chromium start() {
        Path program = find().orElseThrow(() -> new IllegalStateException(MISSING));
        try {
            Path profile = Files.createTempDirectory("waypost-chromium");
            var command = new ArrayList<>(List.of(
                    program.toString(),
                    "--headless=new",
                    "--remote-debugging-port=0",
                    "--user-data-dir=" + profile,
                    // Tests run as root in containers, where its sandbox has nothing to stand on.
                    "--no-sandbox",
                    "--disable-dev-shm-usage",
                    "--disable-gpu",
                    "--hide-scrollbars",
                    "--no-first-run",
                    "--disable-extensions",
                    "--disable-background-networking",
                    "--force-color-profile=srgb",
                    "--lang=en",
                    "about:blank"));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            return new Chromium(process, profile, DevTools.connect(address(process)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A tab with a session of its own: no cookie is shared with another.
    public Tab tab() {
        return Tab.open(tools);
    }

    @Override
    public void close() {
        tools.close();
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (var files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // It is in the temporary folder; a dying process may still write there.
        }
    }

    /// Reads on for as long as the process lives, so that it never waits for somebody to read.
    private static String address(Process process) {
        var found = new CompletableFuture<String>();
        var said = new StringBuilder();
        Thread.ofVirtual().start(() -> {
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith(READY)) {
                        found.complete(line.substring(READY.length()).strip());
                    }
                    if (!found.isDone()) {
                        said.append(line).append('\n');
                    }
                }
                found.completeExceptionally(new IllegalStateException("Chromium ended:\n" + said));
            } catch (IOException e) {
                found.completeExceptionally(e);
            }
        });
        return found.orTimeout(60, TimeUnit.SECONDS).join();
    }
}
