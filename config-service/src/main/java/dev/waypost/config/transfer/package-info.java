/// Work over many tenants: export, import, switches, moves; each an operation that a crash does not end.
package dev.waypost.config.transfer;
