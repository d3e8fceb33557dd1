package dev.waypost.console.web.frame;

import dev.waypost.console.web.html.Html;
import dev.waypost.platform.fault.Fault;
import org.jspecify.annotations.Nullable;

/// What a handler of a page ends with: something to show, or somewhere to go.
public sealed interface Outcome {
    /// A page, inside the frame.
    ///
    /// @param title also the heading
    record Page(int status, Section section, String title, Html body) implements Outcome {
        /// The same as the answer to what was refused; itself when nothing was.
        public Page after(@Nullable Fault fault) {
            return fault == null ? this : new Page(fault.reason().httpStatus(), section, title, body);
        }
    }

    /// A page elsewhere, which first says what was done.
    record Gone(String to, String notice) implements Outcome {}

    static Page page(Section section, String title, @Nullable Object... body) {
        return new Page(200, section, title, Html.all(body));
    }

    static Outcome gone(Link to, String notice) {
        return new Gone(to.toString(), notice);
    }
}
