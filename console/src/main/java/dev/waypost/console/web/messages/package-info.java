/// Outbound messages: found, followed, held ones decided, failed ones sent again.
package dev.waypost.console.web.messages;
