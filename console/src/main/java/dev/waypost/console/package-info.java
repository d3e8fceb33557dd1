/// The HTTP/JSON face of the suite: no state, only calls to the other services on behalf of the caller.
@Configuration
@Requires(property = "waypost.service", value = "console")
package dev.waypost.console;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
