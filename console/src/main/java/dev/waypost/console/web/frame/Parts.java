package dev.waypost.console.web.frame;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Attr.flag;
import static dev.waypost.console.web.html.Attr.href;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.web.html.Html;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// What pages are put together from.
public final class Parts {
    private Parts() {}

    /// How a state is to be taken; it is said in words, too.
    public enum Tone {
        GOOD,
        WARN,
        BAD,
        BUSY,
        IDLE;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public static Html badge(Tone tone, String word) {
        return h("span.badge." + tone.word(), word.isEmpty() ? "unknown" : word);
    }

    public static Html link(Link to, @Nullable Object... text) {
        return h("a", href(to.toString()), Arrays.asList(text));
    }

    /// A link that looks like a button, because it leads to doing something.
    public static Html button(Link to, String text) {
        return h("a.button", href(to.toString()), text);
    }

    public static Html submit(String text) {
        return h("button.primary", attr("type", "submit"), text);
    }

    public static Html danger(String text) {
        return h("button.danger", attr("type", "submit"), text);
    }

    /// A part of a page with a heading.
    public static Html card(String title, @Nullable Object... body) {
        return h("section.card", h("h2", title), Arrays.asList(body));
    }

    /// What stands where nothing is yet: it says what to do next.
    public static Html empty(String what, @Nullable Object... next) {
        return h("div.empty", h("p.what", what), h("p", Arrays.asList(next)));
    }

    /// A table that is scrolled by itself where the screen is narrow. The rows are of cells, see [#cell].
    public static Html table(String label, List<String> columns, List<Html> rows) {
        return h(
                "div.wide",
                attr("role", "region"),
                attr("aria-label", label),
                attr("tabindex", "0"),
                h(
                        "table",
                        h(
                                "thead",
                                h(
                                        "tr",
                                        columns.stream()
                                                .map(column -> column.isEmpty()
                                                        ? h("th", h("span.unseen", "Actions"))
                                                        : column.endsWith("#")
                                                                ? h(
                                                                        "th.num",
                                                                        attr("scope", "col"),
                                                                        column.substring(0, column.length() - 1))
                                                                : h("th", attr("scope", "col"), column)))),
                        h("tbody", rows)));
    }

    public static Html row(Html... cells) {
        return h("tr", Arrays.asList(cells));
    }

    public static Html cell(@Nullable Object... content) {
        return h("td", Arrays.asList(content));
    }

    public static Html number(Object content) {
        return h("td.num", content);
    }

    /// Names and values, such as the state of one thing.
    public static Html facts(Map<String, Html> facts) {
        return h(
                "dl.facts",
                facts.entrySet().stream().map(fact -> h("div", h("dt", fact.getKey()), h("dd", fact.getValue()))));
    }

    public static Html text(String text) {
        return text.isEmpty() ? h("span.soft", "–") : Html.theirs(text);
    }

    public static Html mono(String text) {
        return text.isEmpty() ? h("span.soft", "–") : h("span.mono", Html.theirs(text));
    }

    /// The way to the next page, with the same filters.
    public static Html pager(Link here, String nextToken, boolean first) {
        if (nextToken.isEmpty() && first) {
            return Html.NONE;
        }
        return h(
                "nav.pager",
                attr("aria-label", "Pages"),
                first ? null : h("a", href(here.toString()), "First page"),
                nextToken.isEmpty()
                        ? h("span.soft", "End of the list")
                        : h(
                                "a",
                                attr("rel", "next"),
                                href(here.with("page_token", nextToken).toString()),
                                "Next page"));
    }

    /// A labelled input; `more` are its attributes.
    public static Html input(String label, String name, String value, @Nullable Object... more) {
        return h(
                "label.field",
                h("span.label", label),
                h("input", attr("name", name), attr("value", value), attr("autocomplete", "off"), Arrays.asList(more)));
    }

    public static Html select(String label, String name, String chosen, Map<String, String> options) {
        return h(
                "label.field",
                h("span.label", label),
                h(
                        "select",
                        attr("name", name),
                        options.entrySet().stream()
                                .map(option -> h(
                                        "option",
                                        attr("value", option.getKey()),
                                        flag("selected", option.getKey().equals(chosen)),
                                        option.getValue()))));
    }

    /// Parts of one thing, each a page of its own.
    public static Html tabs(String label, Map<String, Link> tabs, String current) {
        BiFunction<String, Link, Html> tab = (name, to) ->
                h("a", href(to.toString()), name.equals(current) ? attr("aria-current", "page") : null, name);
        return h(
                "nav.tabs",
                attr("aria-label", label),
                tabs.entrySet().stream().map(entry -> tab.apply(entry.getKey(), entry.getValue())));
    }

    /// How far something is, in words and as a bar.
    public static Html progress(String label, long done, long total) {
        if (total <= 0) {
            return h("progress", attr("aria-label", label));
        }
        return h(
                "span.progress",
                h("progress", attr("aria-label", label), attr("value", Math.min(done, total)), attr("max", total)),
                h("span.num", Words.count(done) + " of " + Words.count(total)));
    }

    /// A piece that is asked for again while `running`: the page at `from` holds it under the same id.
    public static Html live(String id, boolean running, Link from, @Nullable Object... body) {
        return running
                ? h(
                        "div",
                        attr("id", id),
                        attr("hx-get", from),
                        attr("hx-trigger", "every 2s"),
                        attr("hx-select", "#" + id),
                        attr("hx-swap", "outerHTML"),
                        Arrays.asList(body))
                : h("div", attr("id", id), Arrays.asList(body));
    }
}
