/// Where lists go on.
package dev.waypost.health.page;
