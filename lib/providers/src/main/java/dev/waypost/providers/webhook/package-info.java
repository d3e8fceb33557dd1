/// What the decoders of all providers share: a cursor over JSON, keys of events, signatures.
package dev.waypost.providers.webhook;
