/// webhook-ingress: takes providers' webhooks in, and carries their events to the tenant's projects.
@Configuration
@Requires(property = "waypost.service", value = "ingress")
package dev.waypost.ingress;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
