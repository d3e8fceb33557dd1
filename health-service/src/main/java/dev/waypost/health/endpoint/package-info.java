/// The contract's view of endpoint health.
package dev.waypost.health.endpoint;
