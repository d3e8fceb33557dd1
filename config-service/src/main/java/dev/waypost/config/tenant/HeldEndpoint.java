package dev.waypost.config.tenant;

import dev.waypost.configclient.EndpointRole;

/// An endpoint as far as it matters to its tenant's own settings.
record HeldEndpoint(String endpointId, EndpointRole role) {}
