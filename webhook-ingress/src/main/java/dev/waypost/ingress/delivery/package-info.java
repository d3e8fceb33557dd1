/// Deliveries: events on their way to a project, or to send-service when they are receipts.
package dev.waypost.ingress.delivery;
