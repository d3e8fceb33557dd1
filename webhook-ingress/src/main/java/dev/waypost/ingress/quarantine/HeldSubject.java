package dev.waypost.ingress.quarantine;

import java.time.Instant;

/// How much is kept about one number, account or session.
public record HeldSubject(Subject subject, Source source, long events, Instant oldest, Instant newest) {}
