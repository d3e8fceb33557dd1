/// How long what was received is kept, and how it goes.
package dev.waypost.ingress.retention;
