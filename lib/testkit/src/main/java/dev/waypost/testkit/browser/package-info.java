/// A real browser for tests of pages: a headless Chromium, driven over the DevTools protocol.
package dev.waypost.testkit.browser;
