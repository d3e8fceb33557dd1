/// Where accepted webhooks wait, safe on the local disk, while PostgreSQL is away.
package dev.waypost.ingress.spool;
