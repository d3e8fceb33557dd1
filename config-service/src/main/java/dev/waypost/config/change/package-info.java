/// How anything is changed: once per request id, with a new revision and an audit row, in one transaction.
package dev.waypost.config.change;
