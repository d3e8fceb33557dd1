/// Moves traffic away from endpoints that fell: decides, and lets config-service commit.
package dev.waypost.health.failover;
