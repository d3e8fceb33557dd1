package dev.waypost.providers;

/// What one step of a check found. A detail is for people and holds neither secrets nor phone numbers.
public sealed interface Finding {
    String detail();

    /// As it should be.
    record Passed(String detail) implements Finding {}

    /// It works, but a person should look.
    record Warned(String detail) implements Finding {}

    /// It does not work.
    record Failed(CauseKind kind, String detail) implements Finding {}

    /// Not looked at.
    record Skipped(String detail) implements Finding {}
}
