/// The state of the installation.
package dev.waypost.console.system;
