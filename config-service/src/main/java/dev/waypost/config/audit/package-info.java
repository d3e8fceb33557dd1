/// What was changed, by whom: read here, written by `change`.
package dev.waypost.config.audit;
