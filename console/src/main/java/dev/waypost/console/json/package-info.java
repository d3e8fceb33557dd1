/// Strict reading of requests and plain writing of answers.
package dev.waypost.console.json;
