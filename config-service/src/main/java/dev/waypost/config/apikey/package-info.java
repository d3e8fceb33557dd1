/// API keys: who may call, known only by hash.
package dev.waypost.config.apikey;
