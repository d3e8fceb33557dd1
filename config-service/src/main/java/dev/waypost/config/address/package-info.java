/// The URLs that callers hand in.
package dev.waypost.config.address;
