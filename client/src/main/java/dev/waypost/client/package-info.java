/// The small jar with which another JVM calls Waypost.
@NullMarked
package dev.waypost.client;

import org.jspecify.annotations.NullMarked;
