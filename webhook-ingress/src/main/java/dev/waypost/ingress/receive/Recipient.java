package dev.waypost.ingress.receive;

import dev.waypost.configclient.Project;
import dev.waypost.configclient.TenantSnapshot;
import java.util.List;

/// Who gets an event.
///
/// @param endpointId the endpoint that the event is about; empty where none names the number
/// @param projects those that the event goes to, the most important first; one that is switched off is among them: its
///     deliveries wait
public record Recipient(TenantSnapshot tenant, String endpointId, List<Project> projects) {
    public Recipient {
        projects = List.copyOf(projects);
    }
}
