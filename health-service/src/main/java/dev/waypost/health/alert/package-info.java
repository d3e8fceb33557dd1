/// Watches for trouble, tells people once, and tells them when it is over.
package dev.waypost.health.alert;
