package dev.waypost.platform.telemetry;

/// The names under which the suite's processes appear in traces.
public final class TelemetryNames {
    private TelemetryNames() {}

    public static String serviceName(String service) {
        return switch (service) {
            case "config", "send", "health" -> service + "-service";
            case "ingress" -> "webhook-ingress";
            default -> service;
        };
    }
}
