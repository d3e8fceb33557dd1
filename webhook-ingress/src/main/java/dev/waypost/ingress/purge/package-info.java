/// What is left of a tenant when it is gone: nothing.
package dev.waypost.ingress.purge;
