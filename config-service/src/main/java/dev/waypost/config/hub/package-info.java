/// The Meta hub tree and the projects that numbers are mapped to.
package dev.waypost.config.hub;
