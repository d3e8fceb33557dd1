/// The hub tree over HTTP.
package dev.waypost.console.hub;
