package dev.waypost.send.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What went through a session of late.
///
/// @param last when something last did; null when nothing did
/// @param unheard messages that the gateway took since the session was connected, long ago, and that nobody
/// acknowledged while nothing else was acknowledged either
record Traffic(@Nullable Instant last, int unheard) {}
