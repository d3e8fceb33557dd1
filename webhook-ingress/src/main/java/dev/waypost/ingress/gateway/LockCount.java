package dev.waypost.ingress.gateway;

/// How many users are locked, and to how many tenants.
record LockCount(long users, long tenants) {}
