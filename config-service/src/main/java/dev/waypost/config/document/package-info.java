/// Values that tables keep as JSON documents.
package dev.waypost.config.document;
