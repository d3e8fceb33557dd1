package dev.waypost.console.web.frame;

import static dev.waypost.console.web.html.Attr.href;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.web.html.Html;

/// One number that matters, with what it is and what it means.
public final class Figures {
    private Figures() {}

    public static Html of(String label, String value, String note, Link to) {
        return h("a.figure", href(to.toString()), inside(label, value, note));
    }

    public static Html of(String label, String value, String note) {
        return h("div.figure", inside(label, value, note));
    }

    private static Html inside(String label, String value, String note) {
        return Html.all(h("span.label", label), h("span.value", value), h("span.note", note));
    }
}
