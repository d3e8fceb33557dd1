package dev.waypost.ingress.contact;

/// A user of an endpoint, under one of the names that events give it.
record Contact(String tenantId, String endpointId, String user) {}
