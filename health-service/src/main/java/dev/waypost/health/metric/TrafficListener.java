package dev.waypost.health.metric;

/// Hears of what was counted, once and soon: of each endpoint and minute as this process rolled it up. A
/// hint, and lost with the process.
public interface TrafficListener {
    void counted(String tenantId, String endpointId, long minute, Numbers numbers);
}
