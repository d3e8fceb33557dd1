/// The document that describes this API, and the page that shows it.
package dev.waypost.console.api;
