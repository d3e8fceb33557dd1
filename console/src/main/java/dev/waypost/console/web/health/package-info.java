/// What health-service knows, as pages show it: statuses, their history, rates and lines.
package dev.waypost.console.web.health;
