/// Messages through the whole suite, from a caller to the provider.
package dev.waypost.bench.send;
