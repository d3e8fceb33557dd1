package dev.waypost.testkit.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/// A page in a browser, used as a person uses it.
public final class Tab {
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final java.time.Duration PATIENCE = java.time.Duration.ofSeconds(60);

    private final DevTools tools;
    private final String session;
    private final AtomicInteger loads = new AtomicInteger();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private int width = 1280;

    private Tab(DevTools tools, String session) {
        this.tools = tools;
        this.session = session;
        tools.listen(session, this::heard);
        List.of("Page.enable", "Runtime.enable", "Log.enable").forEach(domain -> call(domain, Map.of()));
        width(width);
    }

    static Tab open(DevTools tools) {
        String context = tools.call("", "Target.createBrowserContext", Map.of())
                .path("browserContextId")
                .asText();
        String target = tools.call("", "Target.createTarget", Map.of("url", "about:blank", "browserContextId", context))
                .path("targetId")
                .asText();
        String session = tools.call("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .path("sessionId")
                .asText();
        return new Tab(tools, session);
    }

    public Tab go(String url) {
        return loading(() -> call("Page.navigate", Map.of("url", url)));
    }

    /// Clicks on something that leads to another page, and waits for that one.
    public Tab follow(String selector) {
        return loading(() -> click(selector));
    }

    public Tab click(String selector) {
        eval("document.querySelector(" + quoted(selector) + ").click()");
        return this;
    }

    /// Types into a field, as its owner: what listens to input hears it.
    public Tab fill(String selector, String value) {
        eval("(() => { const field = document.querySelector(" + quoted(selector) + "); field.focus(); field.value = "
                + quoted(value) + "; field.dispatchEvent(new Event('input', {bubbles: true}));"
                + " field.dispatchEvent(new Event('change', {bubbles: true})); })()");
        return this;
    }

    /// Presses a key, such as `Tab` or `Enter`.
    public Tab press(String key) {
        int code = switch (key) {
            case "Tab" -> 9;
            case "Enter" -> 13;
            case "Escape" -> 27;
            default -> throw new IllegalArgumentException(key);
        };
        String text = key.equals("Enter") ? "\r" : "";
        Map<String, Object> down = Map.of(
                "type", text.isEmpty() ? "rawKeyDown" : "keyDown",
                "key", key,
                "code", key,
                "text", text,
                "windowsVirtualKeyCode", code);
        call("Input.dispatchKeyEvent", down);
        call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "code", key, "windowsVirtualKeyCode", code));
        return this;
    }

    /// What a script in the page says; missing for nothing.
    public JsonNode eval(String script) {
        JsonNode answer =
                call("Runtime.evaluate", Map.of("expression", script, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(script + ": "
                    + answer.path("exceptionDetails")
                            .path("exception")
                            .path("description")
                            .asText());
        }
        return answer.path("result").path("value");
    }

    /// All that can be read on the page.
    public String text() {
        return eval("document.body ? document.body.innerText : ''").asText();
    }

    public String text(String selector) {
        return eval("(document.querySelector(" + quoted(selector) + ") || {innerText: ''}).innerText")
                .asText();
    }

    public boolean has(String selector) {
        return eval("document.querySelector(" + quoted(selector) + ") !== null").asBoolean();
    }

    public String path() {
        return eval("location.pathname + location.search").asText();
    }

    public Tab awaitText(String words) {
        Awaitility.await(words)
                .atMost(PATIENCE)
                // Between two pages there is none to ask.
                .ignoreException(IllegalStateException.class)
                .until(() -> text().contains(words));
        return this;
    }

    public Tab width(int pixels) {
        width = pixels;
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", 800, "deviceScaleFactor", 1, "mobile", pixels < 500));
        return this;
    }

    public Tab dark(boolean dark) {
        call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        return this;
    }

    /// Without scripts, as for whoever has none.
    public Tab scripts(boolean on) {
        call("Emulation.setScriptExecutionDisabled", Map.of("value", !on));
        return this;
    }

    /// Whether something is wider than the window, so that the whole page would scroll sideways.
    public boolean overflows() {
        // The window of a phone grows with what is too wide for it.
        return eval("document.documentElement.scrollWidth > Math.min(document.documentElement.clientWidth, " + width
                        + ")")
                .asBoolean();
    }

    /// What the browser complained of since the last question: blocked by policy, failed to load, thrown.
    public List<String> complaints() {
        List<String> all = List.copyOf(complaints);
        complaints.clear();
        return all;
    }

    /// Keeps the whole page as a picture in target/screenshots.
    public Tab picture(String name) {
        JsonNode size = call("Page.getLayoutMetrics", Map.of()).path("cssContentSize");
        byte[] picture = Base64.getDecoder()
                .decode(call(
                                "Page.captureScreenshot",
                                Map.of(
                                        "format",
                                        "png",
                                        "captureBeyondViewport",
                                        true,
                                        "clip",
                                        Map.of(
                                                "x",
                                                0,
                                                "y",
                                                0,
                                                "width",
                                                width,
                                                "height",
                                                Math.min(
                                                        6000,
                                                        size.path("height").asInt()),
                                                "scale",
                                                1)))
                        .path("data")
                        .asText());
        try {
            Files.createDirectories(PICTURES);
            Files.write(PICTURES.resolve(name + ".png"), picture);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Tab loading(Runnable act) {
        int before = loads.get();
        act.run();
        Awaitility.await("a page").atMost(PATIENCE).until(() -> loads.get() > before);
        return this;
    }

    private void heard(String event, JsonNode said) {
        switch (event) {
            case "Page.loadEventFired" -> loads.incrementAndGet();
            case "Log.entryAdded" -> {
                JsonNode entry = said.path("entry");
                if (!entry.path("level").asText().equals("verbose")) {
                    complaints.add(entry.path("source").asText() + ": "
                            + entry.path("text").asText() + " "
                            + entry.path("url").asText());
                }
            }
            case "Runtime.exceptionThrown" ->
                complaints.add("thrown: "
                        + said.path("exceptionDetails")
                                .path("exception")
                                .path("description")
                                .asText());
            default -> {}
        }
    }

    private JsonNode call(String method, Map<String, ?> parameters) {
        return tools.call(session, method, parameters);
    }

    private static String quoted(String text) {
        return com.fasterxml.jackson.databind.node.TextNode.valueOf(text).toString();
    }
}
