package dev.waypost.ingress.receive;

import dev.waypost.configclient.Endpoint;
import dev.waypost.platform.settings.Secret;
import java.time.Instant;
import java.util.function.Predicate;

/// What a signature proved.
///
/// @param by the secret that made it
/// @param now when it was checked; the secrets that count are those of that moment
/// @param from whether an endpoint takes webhooks from where this one came
record Verified(Signer signer, Secret by, Instant now, Predicate<Endpoint> from) {}
