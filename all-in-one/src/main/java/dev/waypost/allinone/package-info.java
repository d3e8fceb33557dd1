/// The whole suite on one machine: which ports, which settings, and all services in one process.
package dev.waypost.allinone;
