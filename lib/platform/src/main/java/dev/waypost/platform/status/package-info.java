/// Says how a process and each of its parts are.
package dev.waypost.platform.status;
