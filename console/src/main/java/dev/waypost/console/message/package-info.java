/// Sending, and what became of it.
package dev.waypost.console.message;
