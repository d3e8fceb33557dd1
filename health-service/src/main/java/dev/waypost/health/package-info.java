/// Watches endpoints: probes them, and says which of them carry messages.
@Configuration
@Requires(property = "waypost.service", value = "health")
package dev.waypost.health;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
