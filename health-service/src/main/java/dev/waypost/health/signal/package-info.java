/// What traffic says of endpoints while it goes through them, beside what probes say.
package dev.waypost.health.signal;
