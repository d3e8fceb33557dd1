/// How fast messages go: per tenant, number, pair and server.
package dev.waypost.send.pace;
