/// One number that fronts many tenants: deep links lock its users to a tenant, and what they write follows the lock.
package dev.waypost.ingress.gateway;
