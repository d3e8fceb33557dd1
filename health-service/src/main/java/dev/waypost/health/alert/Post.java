package dev.waypost.health.alert;

/// One post that is still to be made.
///
/// @param tenantId whose alert it is about
/// @param postId the same over all tries, so that a receiver can drop what it has
record Post(String tenantId, String webhookTenantId, String webhookId, String postId, byte[] body) {}
