/// `SubscriptionService`: a project's events on a stream, acknowledged one by one.
package dev.waypost.ingress.subscription;
