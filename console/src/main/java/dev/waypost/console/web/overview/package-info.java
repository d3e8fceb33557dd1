/// The first page: whether all is well.
package dev.waypost.console.web.overview;
