package dev.waypost.send.session;

/// Names a session: there is at most one per endpoint.
record SessionKey(String tenantId, String endpointId) {}
