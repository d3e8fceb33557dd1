/// The log-ins of tenants at self-hosted gateways: paired, watched over and brought back.
package dev.waypost.send.session;
