/// Shared numbers over HTTP.
package dev.waypost.console.gateway;
