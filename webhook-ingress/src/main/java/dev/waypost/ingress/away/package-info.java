/// What it means for others that the store is away: how long it is waited for.
package dev.waypost.ingress.away;
