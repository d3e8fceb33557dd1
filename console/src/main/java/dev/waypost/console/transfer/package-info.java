/// Many tenants at once over HTTP: exports, imports, switches, migrations, moves.
package dev.waypost.console.transfer;
