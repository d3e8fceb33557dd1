package dev.waypost.ingress.gateway;

/// What a user's message means for the user's lock.
sealed interface Step {
    /// A new lock, in the place of any other.
    record Lock(Link link) implements Step {}

    /// The lock holds.
    ///
    /// @param linked whether the message is a link to the tenant that the user is locked to already
    record Follow(Held lock, boolean linked) implements Step {}

    /// The user is nobody's.
    record Nobody() implements Step {}
}
