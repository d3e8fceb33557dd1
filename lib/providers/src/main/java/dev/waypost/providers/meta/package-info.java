/// The Meta WhatsApp Cloud API: Graph calls out, signed webhooks in.
package dev.waypost.providers.meta;
