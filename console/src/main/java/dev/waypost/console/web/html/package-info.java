/// HTML as values: a text put into it stays a text, and what a strict policy would block cannot be written.
package dev.waypost.console.web.html;
