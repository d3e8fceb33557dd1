package dev.waypost.cli.remote;

import picocli.CommandLine.Parameters;

/// The one endpoint of one tenant that a command is about.
final class OneEndpoint {
    @Parameters(index = "0", paramLabel = "TENANT", description = "Its id.")
    String tenantId = "";

    @Parameters(index = "1", paramLabel = "ENDPOINT", description = "Which one.")
    String endpointId = "";

    String path() {
        return EndpointCommand.path(tenantId);
    }

    Query query() {
        return Query.of(path()).with("endpointId", endpointId);
    }

    @Override
    public String toString() {
        return tenantId + "'s " + endpointId;
    }
}
