package dev.waypost.send.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A session as it is kept.
///
/// @param wishVersion grows with every wish
/// @param pairPhone number to pair by code; null pairs by QR code
/// @param shown what is to be scanned or typed; null when nothing is
/// @param version grows with every change that people can see
/// @param epoch of whoever works it; a later one ends the right to write
/// @param now PostgreSQL's time when it was read
record Session(
        SessionKey key,
        Wish wish,
        long wishVersion,
        Standing state,
        @Nullable String pairPhone,
        @Nullable ShownCode shown,
        @Nullable String phoneNumber,
        @Nullable String displayName,
        int reconnectAttempts,
        @Nullable Instant nextReconnectTime,
        @Nullable Instant connectTime,
        @Nullable Instant lastActivityTime,
        @Nullable String cause,
        long version,
        long epoch,
        Instant createTime,
        Instant updateTime,
        Instant now) {}
