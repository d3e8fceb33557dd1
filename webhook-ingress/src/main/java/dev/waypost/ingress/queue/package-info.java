/// `QueueService`: how much waits, for how long, and what this process remembers.
package dev.waypost.ingress.queue;
