/// What waits to be sent, for those who end it without sending it.
package dev.waypost.send.queue;
