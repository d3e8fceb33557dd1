package dev.waypost.console.web.signin;

import java.time.Instant;

/// What a sign-in leaves in the browser, sealed: the key that was given, what forms must carry, and until when.
///
/// The key itself is in it, so every request asks for its rights anew and a revoked key ends its sessions.
record Session(String key, String token, Instant until) {
    @Override
    public String toString() {
        return "Session[until " + until + "]";
    }
}
