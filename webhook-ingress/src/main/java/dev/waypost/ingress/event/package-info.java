/// Events: what users and providers said, one row each.
package dev.waypost.ingress.event;
