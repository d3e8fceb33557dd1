/// Real PostgreSQL, Redis and a trace viewer as child processes, for one machine and for tests.
package dev.waypost.embedded;
