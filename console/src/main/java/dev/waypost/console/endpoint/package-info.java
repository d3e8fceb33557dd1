/// One tenant's endpoint over HTTP.
package dev.waypost.console.endpoint;
