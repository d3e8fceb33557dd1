package dev.waypost.config.snapshot;

import com.google.protobuf.ByteString;

/// A tenant's snapshot, written down and ready to be sent as often as somebody asks.
record ReadySnapshot(String tenantId, long revision, ByteString json) {}
