/// What came in, and where it was delivered to, over HTTP.
package dev.waypost.console.inbound;
