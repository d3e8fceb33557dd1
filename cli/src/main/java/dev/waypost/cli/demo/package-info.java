@org.jspecify.annotations.NullMarked
package dev.waypost.cli.demo;
