/// Benchmarks that need the parts themselves, not only their ports: `bench/run <name>`.
package dev.waypost.bench;
