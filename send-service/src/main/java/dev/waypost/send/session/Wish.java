package dev.waypost.send.session;

/// What people want of a session; whoever works it brings it there.
enum Wish {
    UP,
    STOP,
    LOGOUT
}
