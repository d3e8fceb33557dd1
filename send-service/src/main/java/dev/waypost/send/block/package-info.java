/// Users that a tenant does not write to.
package dev.waypost.send.block;
