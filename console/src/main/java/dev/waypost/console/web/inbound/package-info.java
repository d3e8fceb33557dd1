/// What users and providers sent: events, their deliveries to projects, and doing deliveries again.
package dev.waypost.console.web.inbound;
