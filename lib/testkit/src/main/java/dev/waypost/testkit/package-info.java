/// What tests of every module share: real backends, a clock, a span collector, fixtures.
package dev.waypost.testkit;
