/// Webhooks through the whole suite, from a load generator to a sink.
package dev.waypost.bench.webhook;
