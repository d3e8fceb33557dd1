/// Log-ins at self-hosted gateways.
package dev.waypost.console.session;
