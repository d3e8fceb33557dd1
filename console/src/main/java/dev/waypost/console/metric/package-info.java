/// Statistics, in the words of the original metrics API.
package dev.waypost.console.metric;
