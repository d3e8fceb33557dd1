/// WAHA: its sessions, as far as they are checked.
package dev.waypost.providers.waha;
