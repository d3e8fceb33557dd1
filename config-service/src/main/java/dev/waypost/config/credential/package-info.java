/// Secrets at rest: sealing them, and knowing at start that the master key is the right one.
package dev.waypost.config.credential;
