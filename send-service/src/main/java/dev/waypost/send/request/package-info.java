/// What callers asked for under which request id, and what they were answered.
package dev.waypost.send.request;
