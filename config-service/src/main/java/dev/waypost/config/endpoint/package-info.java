/// Endpoints: how tenants reach WhatsApp, and the secrets for it.
package dev.waypost.config.endpoint;
