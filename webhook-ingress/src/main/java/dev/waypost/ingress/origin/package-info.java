/// Where webhooks come from, and whether they may.
package dev.waypost.ingress.origin;
