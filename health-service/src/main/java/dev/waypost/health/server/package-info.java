/// The servers behind endpoints: how full they are, and emptying one.
package dev.waypost.health.server;
