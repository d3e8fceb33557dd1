package dev.waypost.console.web.frame;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Attr.href;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.web.html.Html;
import dev.waypost.platform.auth.Caller;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The frame around every page.
public final class Layout {
    /// No handlers from attributes, no styles of its own, no memory of pages: what the policy would block anyway, and
    /// what should not stay in a browser after signing out.
    private static final String HTMX = "{\"allowEval\":false,\"includeIndicatorStyles\":false,\"historyCacheSize\":0,"
            + "\"selfRequestsOnly\":true,\"allowScriptTags\":false}";

    private Layout() {}

    static Html of(Visit visit, Outcome.Page page, String notice) {
        Html nav = h(
                "ul",
                Arrays.stream(Section.values())
                        .filter(section -> section.isFor(visit.caller().role()))
                        .map(section -> h(
                                "li",
                                h(
                                        "a",
                                        href(section.link().toString()),
                                        section == page.section() ? attr("aria-current", "true") : null,
                                        section.title()))));
        return document(
                page.title() + " · Waypost",
                h("a.skip", href("#main"), "Skip to content"),
                h(
                        "div.frame",
                        h(
                                "header.side",
                                h("a.brand", href(Section.OVERVIEW.link().toString()), "Waypost"),
                                h(
                                        "details.menu",
                                        h("summary", "Menu"),
                                        h("nav", attr("aria-label", "Sections"), nav, who(visit))),
                                h("nav.wideonly", attr("aria-label", "Sections"), nav),
                                h("div.wideonly.foot", who(visit))),
                        h(
                                "main#main",
                                attr("tabindex", "-1"),
                                notice.isEmpty() ? null : h("div.alert.good", attr("role", "status"), notice),
                                page.title().isEmpty() ? null : h("h1", Html.theirs(page.title())),
                                page.body())));
    }

    /// A page for those who are not signed in.
    public static Html bare(String title, @Nullable Object... body) {
        return document(title + " · Waypost", h("main#main.bare", Arrays.asList(body)));
    }

    private static Html who(Visit visit) {
        Caller caller = visit.caller();
        return h(
                "div.who",
                h("span", caller.role().name().toLowerCase(Locale.ROOT).replace('_', ' ')),
                h("span.soft.mono", caller.id()),
                visit.post(Link.to("sign-out"), h("button.plain", attr("type", "submit"), "Sign out")));
    }

    private static Html document(String title, @Nullable Object... body) {
        return h(
                "html",
                attr("lang", "en"),
                h(
                        "head",
                        h("meta", attr("charset", "utf-8")),
                        h("meta", attr("name", "viewport"), attr("content", "width=device-width, initial-scale=1")),
                        h("meta", attr("name", "color-scheme"), attr("content", "light dark")),
                        h("meta", attr("name", "htmx-config"), attr("content", HTMX)),
                        h("title", title),
                        h("link", attr("rel", "icon"), attr("type", "image/svg+xml"), href("/ui/assets/mark.svg")),
                        h("link", attr("rel", "stylesheet"), href("/ui/assets/console.css")),
                        h("script", attr("src", "/ui/assets/htmx.js"), attr("defer", "")),
                        h("script", attr("src", "/ui/assets/console.js"), attr("defer", ""))),
                h("body", Arrays.asList(body)));
    }
}
