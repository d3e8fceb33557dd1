/// Verified events that belong to nobody: kept with their bytes, listed, and taken in once somebody owns their number.
package dev.waypost.ingress.quarantine;
