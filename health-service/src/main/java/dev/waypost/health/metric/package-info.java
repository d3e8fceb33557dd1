/// What happened, in numbers: rolled up from what every process counts, read by time, tenant and endpoint.
package dev.waypost.health.metric;
