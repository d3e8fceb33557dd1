/// API keys over HTTP.
package dev.waypost.console.access;
