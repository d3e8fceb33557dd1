package dev.waypost.providers;

import java.util.List;

/// Whether a provider can carry a content.
public sealed interface Support {

    /// It can.
    record Supported() implements Support {}

    /// It has no such type.
    ///
    /// @param type the type, with its kind where only the kind is missing: `interactive.flow`
    record Unsupported(String type, String detail) implements Support {}

    /// It has the type, but these values do not fit.
    record Invalid(List<Violation> violations) implements Support {
        public Invalid {
            violations = List.copyOf(violations);
        }
    }

    /// One value that does not fit: `content.text.body`, `length: 5000 (expected: …)`.
    record Violation(String field, String description) {}
}
