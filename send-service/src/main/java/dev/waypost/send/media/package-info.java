/// Files that tenants upload, and what providers keep of them.
package dev.waypost.send.media;
