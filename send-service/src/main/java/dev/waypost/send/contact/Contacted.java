package dev.waypost.send.contact;

import java.time.Instant;

/// A user who wrote to an endpoint.
///
/// @param user the one key of all ways of writing a number
record Contacted(String tenantId, String endpointId, String user, Instant time) {}
