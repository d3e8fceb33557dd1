/// Gateways: shared numbers that front many tenants, and the codes that lead to each.
package dev.waypost.config.gateway;
