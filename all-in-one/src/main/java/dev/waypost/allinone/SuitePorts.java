package dev.waypost.allinone;

import java.util.LinkedHashMap;
import java.util.Map;

/// Every port of one installation: the documented ones, all moved by the same offset.
public record SuitePorts(int offset) {
    public int grpc(SuiteService service) {
        return service.grpcPort() + offset;
    }

    public int ops(SuiteService service) {
        return service.opsPort() + offset;
    }

    public int console() {
        return 8080 + offset;
    }

    public int webhooks() {
        return 8081 + offset;
    }

    public int simulator() {
        return 8190 + offset;
    }

    public int postgres() {
        return 15432 + offset;
    }

    public int redis() {
        return 16379 + offset;
    }

    public int traceViewer() {
        return 9411 + offset;
    }

    public int traceBridge() {
        return 4318 + offset;
    }

    /// The ports that the services listen on, by what they are for.
    public Map<String, Integer> ofServices() {
        var ports = new LinkedHashMap<String, Integer>();
        for (var service : SuiteService.values()) {
            if (service.hasStore()) {
                ports.put(service.title() + " gRPC", grpc(service));
            }
            ports.put(service.title() + " ops", ops(service));
        }
        ports.put("public webhooks", webhooks());
        ports.put("console", console());
        return ports;
    }
}
