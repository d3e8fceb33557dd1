package dev.waypost.send.dispatch;

/// Whether a try may begin.
enum Beginning {
    /// The row says so now: whoever finds it later knows that the provider may have been called.
    BEGUN,
    /// An earlier try began and nobody wrote how it ended.
    INTERRUPTED,
    /// It waits no longer, or its lane is not ours.
    GONE
}
