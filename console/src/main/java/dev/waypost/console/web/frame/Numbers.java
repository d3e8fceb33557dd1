package dev.waypost.console.web.frame;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.web.html.Html;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The phone number that a search asks for: typed into a form that is posted, and from there on in addresses sealed.
@Singleton
public final class Numbers {
    /// The parameter that holds the sealed number.
    public static final String PARAMETER = "who";

    private static final String TYPED = "number";
    private static final String USE = "number";

    private final Sealed sealed;

    Numbers(Sealed sealed) {
        this.sealed = sealed;
    }

    /// A number as a form or an address may hold it.
    public String seal(String number) {
        return number.isEmpty() ? "" : sealed.seal(number, USE);
    }

    /// What the posted form asks for, sealed: the number that was typed, else the one of before.
    public String asked(Visit visit) {
        String typed = visit.field(TYPED);
        return typed.isEmpty() ? visit.field(PARAMETER) : seal(typed);
    }

    /// The number of this address; empty for none.
    public String of(Visit visit) {
        return open(visit.query(PARAMETER));
    }

    /// The number of a field of the posted form.
    public String ofField(Visit visit, String field) {
        return open(visit.field(field));
    }

    private String open(String text) {
        return sealed.open(text, USE).orElse("");
    }

    public Html field(Visit visit, String label) {
        String number = of(visit);
        return Html.all(
                number.isEmpty() ? null : Visit.hidden(PARAMETER, visit.query(PARAMETER)),
                Parts.input(
                        label,
                        TYPED,
                        "",
                        attr("type", "tel"),
                        attr("placeholder", number.isEmpty() ? "+49…" : "another than below")));
    }

    /// Says that the list is of one number only, and how to see all again.
    public @Nullable Html note(Visit visit, String what, Link all) {
        return Optional.of(of(visit))
                .filter(number -> !number.isEmpty())
                .map(number ->
                        h("p.small", what + " ", Words.phone(number), ". ", Parts.link(all, "Show those of everybody")))
                .orElse(null);
    }
}
