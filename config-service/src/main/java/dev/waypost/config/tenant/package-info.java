/// Tenants and how their traffic is treated.
package dev.waypost.config.tenant;
