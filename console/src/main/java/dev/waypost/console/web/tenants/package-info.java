/// Tenants: the list, and one with its endpoints, settings, sessions and history.
package dev.waypost.console.web.tenants;
