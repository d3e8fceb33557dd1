package dev.waypost.health.failover;

import dev.waypost.configclient.EndpointRole;
import dev.waypost.health.verdict.HealthStatus;
import dev.waypost.health.verdict.Trouble;
import java.time.Duration;

/// One of a tenant's endpoints, as a decision about its traffic sees it.
///
/// @param usable whether a person lets it be used
/// @param leaves whether its server is being drained
/// @param statusFor how long it has had its status
/// @param lookAge how old the latest look at it is
/// @param lookGood whether the latest look was good
public record Member(
        String endpointId,
        EndpointRole role,
        int priority,
        boolean usable,
        boolean leaves,
        HealthStatus status,
        Trouble trouble,
        String cause,
        Duration statusFor,
        Duration lookAge,
        boolean lookGood) {}
