/// Commands that ask a running Waypost, near or far, over its HTTP API.
package dev.waypost.cli.remote;
