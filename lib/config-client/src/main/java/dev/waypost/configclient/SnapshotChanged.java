package dev.waypost.configclient;

/// Word that a tenant has a newer snapshot; the revision decides, not the order of arrival.
public record SnapshotChanged(String tenantId, long revision) {}
