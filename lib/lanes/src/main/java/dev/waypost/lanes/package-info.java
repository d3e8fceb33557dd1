/// Durable, ordered, fair work on PostgreSQL: group commit, lanes under lease, retries. Knows no WhatsApp rule.
package dev.waypost.lanes;
