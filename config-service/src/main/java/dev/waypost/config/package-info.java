/// config-service: every tenant's configuration, versioned, and published as snapshots.
@Configuration
@Requires(property = "waypost.service", value = "config")
package dev.waypost.config;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
