/// Work on many tenants at once, what is in quarantine, alerts and servers.
package dev.waypost.console.web.operations;
