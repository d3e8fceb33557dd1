/// How a service sees tenants: one snapshot per tenant, read from memory, kept up to date by revision.
package dev.waypost.configclient;
