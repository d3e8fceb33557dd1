/// Evolution API: its instances, as far as they are checked.
package dev.waypost.providers.evolution;
