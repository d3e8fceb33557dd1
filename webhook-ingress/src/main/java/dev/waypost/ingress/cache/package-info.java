/// What this process keeps in memory, by name, for people who operate it.
package dev.waypost.ingress.cache;
