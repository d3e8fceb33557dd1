/// Counts what happens, by tenant and endpoint, and hands the counts on once a second.
package dev.waypost.platform.tally;
