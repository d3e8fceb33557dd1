package dev.waypost.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The colours of the console, by light and in the dark, as WCAG 2.2 measures them.
class PaletteTest {
    private static final Pattern COLOUR = Pattern.compile("--([a-z-]+): (#[0-9a-f]{6});");
    private static final double TEXT = 4.5;
    private static final double CONTROL = 3.0;

    @ParameterizedTest
    @CsvSource({
        "ink, page",
        "ink, card",
        "ink, code",
        "ink, hover",
        "soft, page",
        "soft, card",
        "soft, hover",
        "soft, code",
        "link, page",
        "link, card",
        "link, hover",
        "brand, card",
        "brand, page",
        "on-brand, brand",
        "good, good-back",
        "warn, warn-back",
        "bad, bad-back",
        "busy, busy-back",
        "idle, idle-back",
        "bad, card"
    })
    void text_is_readable_on_what_it_stands_on(String text, String ground) throws IOException {
        assertThat(contrast(palette(false), text, ground)).as("by light").isGreaterThanOrEqualTo(TEXT);
        assertThat(contrast(palette(true), text, ground)).as("in the dark").isGreaterThanOrEqualTo(TEXT);
    }

    @ParameterizedTest
    @CsvSource({"edge, card", "edge, page", "link, card", "brand, card", "good, card", "bad, card"})
    void the_edges_of_controls_are_seen(String edge, String ground) throws IOException {
        assertThat(contrast(palette(false), edge, ground)).as("by light").isGreaterThanOrEqualTo(CONTROL);
        assertThat(contrast(palette(true), edge, ground)).as("in the dark").isGreaterThanOrEqualTo(CONTROL);
    }

    private static Map<String, String> palette(boolean dark) throws IOException {
        String css;
        try (InputStream in =
                Objects.requireNonNull(PaletteTest.class.getResourceAsStream("/services/console/web/console.css"))) {
            css = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        int night = css.indexOf("@media (prefers-color-scheme: dark)");
        int end = css.indexOf("} }", night);
        Map<String, String> colours = new HashMap<>();
        Matcher found = COLOUR.matcher(dark ? css.substring(night, end) : css.substring(0, night));
        while (found.find()) {
            colours.put(found.group(1), found.group(2));
        }
        assertThat(colours).isNotEmpty();
        return colours;
    }

    private static double contrast(Map<String, String> colours, String one, String other) {
        double a = luminance(Objects.requireNonNull(colours.get(one), one));
        double b = luminance(Objects.requireNonNull(colours.get(other), other));
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(String colour) {
        return 0.2126 * channel(colour, 1) + 0.7152 * channel(colour, 3) + 0.0722 * channel(colour, 5);
    }

    private static double channel(String colour, int at) {
        double part = Integer.parseInt(colour.substring(at, at + 2), 16) / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }
}
