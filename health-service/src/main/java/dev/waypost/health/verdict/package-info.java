/// What a run of probes means; pure.
package dev.waypost.health.verdict;
