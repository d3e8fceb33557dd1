/// Signing in with an API key, the session that it opens, and what a browser loads before and after.
package dev.waypost.console.web.signin;
