/// Which endpoints are watched, who looks at them and when.
package dev.waypost.health.probe;
