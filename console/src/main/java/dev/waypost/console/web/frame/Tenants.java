package dev.waypost.console.web.frame;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Attr.flag;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.web.html.Html;
import java.util.List;

/// Which tenant a page is about, where it must be about one.
public final class Tenants {
    private Tenants() {}

    /// The one that the address names, or the only one that the caller has; empty when it must be asked for.
    public static String of(Visit visit) {
        String named = visit.query("tenant");
        List<String> own = visit.caller().tenants().stream().sorted().toList();
        return named.isEmpty() && own.size() == 1 ? own.getFirst() : named;
    }

    /// Asks for it: a choice for who has few, a field for who has all.
    public static Html field(Visit visit, String tenant) {
        List<String> own = visit.caller().tenants().stream().sorted().toList();
        return h(
                "label.field",
                h("span.label", "Tenant"),
                own.isEmpty()
                        ? h(
                                "input",
                                attr("name", "tenant"),
                                attr("value", tenant),
                                attr("required", ""),
                                attr("autocomplete", "off"),
                                attr("placeholder", "its id"))
                        : h(
                                "select",
                                attr("name", "tenant"),
                                own.stream()
                                        .map(one -> h(
                                                "option",
                                                attr("value", one),
                                                flag("selected", one.equals(tenant)),
                                                one))));
    }

    /// What stands there until one is named.
    public static Html ask(String what) {
        return Parts.empty(
                "Which tenant?",
                what + " are listed by tenant. Write its id above, or find it under ",
                Parts.link(Section.TENANTS.link(), "Tenants"),
                ".");
    }
}
