/// What it costs to know how endpoints are, and how fast traffic leaves one that fell.
package dev.waypost.bench.health;
