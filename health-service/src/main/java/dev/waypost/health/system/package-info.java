/// How all processes of the suite are.
package dev.waypost.health.system;
