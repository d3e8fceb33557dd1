/// What every page has: its frame, its way to fail, and the words and parts that all pages share.
package dev.waypost.console.web.frame;
