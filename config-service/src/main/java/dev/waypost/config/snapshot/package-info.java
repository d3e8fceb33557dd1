/// Snapshots: built from the tables, written into Redis by revision, answered over gRPC.
package dev.waypost.config.snapshot;
