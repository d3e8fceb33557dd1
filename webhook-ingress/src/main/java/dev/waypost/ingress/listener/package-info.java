/// The public HTTP/1.1 listener: hostile bytes in, bounded requests out. It knows nothing of webhooks.
package dev.waypost.ingress.listener;
