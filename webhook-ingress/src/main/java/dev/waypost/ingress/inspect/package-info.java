/// `EventService` and `DeliveryService`: what came in and where it stands, for people and tools.
package dev.waypost.ingress.inspect;
