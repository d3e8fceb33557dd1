package dev.waypost.health.verdict;

/// What one probe found.
public sealed interface Finding {
    /// Why it is not fine, for people; empty when it is.
    String cause();

    /// Where the trouble lies.
    Trouble trouble();

    /// Whether the endpoint can carry messages now.
    default boolean carries() {
        return this instanceof Fine || this instanceof Limited;
    }

    /// The provider says that the endpoint carries messages.
    record Fine() implements Finding {
        @Override
        public String cause() {
            return "";
        }

        @Override
        public Trouble trouble() {
            return Trouble.NONE;
        }
    }

    /// It carries messages under limits of the provider's.
    record Limited(String cause, Trouble trouble) implements Finding {}

    /// The provider answered, and the answer settles it: the credential is refused.
    record Refused(String cause, Trouble trouble) implements Finding {}

    /// The provider did not answer, or said that it cannot now.
    record Lost(String cause, Trouble trouble) implements Finding {}
}
