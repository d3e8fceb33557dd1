/// The `waypost` command: starts everything on this machine and says where it is.
package dev.waypost.cli;
