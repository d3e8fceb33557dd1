/// Tenants and what was changed of them over HTTP.
package dev.waypost.console.tenant;
