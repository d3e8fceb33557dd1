/// send-service: every outbound message, from accepted to read.
@Configuration
@Requires(property = "waypost.service", value = "send")
package dev.waypost.send;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
