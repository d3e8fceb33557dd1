/// How long messages are kept, and how they go.
package dev.waypost.send.retention;
