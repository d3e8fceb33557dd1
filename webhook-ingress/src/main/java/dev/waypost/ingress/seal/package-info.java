/// Webhooks that lie sealed.
package dev.waypost.ingress.seal;
