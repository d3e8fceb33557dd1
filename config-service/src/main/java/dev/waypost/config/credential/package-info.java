/// Secrets at rest: how they are kept, replaced and withdrawn.
package dev.waypost.config.credential;
