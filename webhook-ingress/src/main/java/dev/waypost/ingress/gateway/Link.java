package dev.waypost.ingress.gateway;

/// A deep link whose code is a tenant's.
record Link(String code, String tenantId) {}
