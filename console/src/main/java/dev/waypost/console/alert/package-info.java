/// Alerts: what is open, when they are raised, who is told.
package dev.waypost.console.alert;
