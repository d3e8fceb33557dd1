package dev.waypost.console.web.frame;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.web.html.Html;
import java.util.List;
import java.util.Locale;

/// A line over time, small: its shape, its greatest value, and its ends.
public final class Chart {
    private static final int WIDTH = 600;
    private static final int HEIGHT = 100;
    private static final int EDGE = 2;

    private Chart() {}

    /// @param what the line shows; a reader hears it with the greatest and the last value
    /// @param from what stands at its left end
    /// @param until what stands at its right end
    public static Html of(String what, List<Double> values, String unit, String from, String until) {
        if (values.size() < 2) {
            return Parts.empty("Nothing to draw yet", "The line begins with the second point.");
        }
        double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        String label = what + ": now " + shown(values.getLast()) + unit + ", at most " + shown(most) + unit;
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            double x = (double) i / (values.size() - 1) * WIDTH;
            double share = most == 0 ? 0 : values.get(i) / most;
            double y = HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE);
            line.append(i == 0 ? "M" : "L").append(number(x)).append(' ').append(number(y));
        }
        String ground = " L" + WIDTH + " " + HEIGHT + " L0 " + HEIGHT + "Z";
        // The words stand outside: a drawing that is stretched would stretch them, too.
        return h(
                "div",
                h("p.ends", h("span", shown(most) + unit)),
                h(
                        "svg.chart",
                        attr("viewBox", "0 0 " + WIDTH + " " + HEIGHT),
                        attr("preserveAspectRatio", "none"),
                        attr("role", "img"),
                        attr("aria-label", label),
                        axis(EDGE),
                        axis(HEIGHT - EDGE),
                        h("path.area", attr("d", line + ground)),
                        h("path.line", attr("d", line))),
                h("p.ends", h("span", from), h("span", until)));
    }

    private static Html axis(int y) {
        return h("line.axis", attr("x1", 0), attr("y1", y), attr("x2", WIDTH), attr("y2", y));
    }

    public static String shown(double value) {
        if (value >= 1000) {
            return Words.count(Math.round(value));
        }
        return value == Math.rint(value)
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
