/// Whom a tenant does not write to, and users that are forgotten.
package dev.waypost.console.privacy;
