package dev.waypost.config.gateway;

import java.time.Instant;

/// That a code of a gateway leads to a tenant.
///
/// @param word of the gateway, as written
/// @param code as written; compared without regard to case
record Code(String gatewayId, String word, String code, String tenantId, Instant created) {
    String linkText() {
        return "start_" + word + "_" + code;
    }
}
