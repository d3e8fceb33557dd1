/// The page, and the paths that have no answer yet.
package dev.waypost.console.web;
