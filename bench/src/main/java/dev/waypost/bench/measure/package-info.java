/// What was done in a time and what it cost.
package dev.waypost.bench.measure;
