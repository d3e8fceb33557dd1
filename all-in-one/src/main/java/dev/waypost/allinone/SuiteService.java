package dev.waypost.allinone;

import java.util.Locale;

/// The services of the suite, in the order in which they start.
public enum SuiteService {
    CONFIG("config-service", 9101, 8101),
    SEND("send-service", 9102, 8102),
    INGRESS("webhook-ingress", 9103, 8103),
    HEALTH("health-service", 9104, 8104),
    CONSOLE("console", 0, 8105);

    private final String title;
    private final int grpcPort;
    private final int opsPort;

    SuiteService(String title, int grpcPort, int opsPort) {
        this.title = title;
        this.grpcPort = grpcPort;
        this.opsPort = opsPort;
    }

    /// The one word that names it in packages, settings and schemas.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String title() {
        return title;
    }

    public String mainClass() {
        return "dev.waypost." + word() + ".Main";
    }

    public boolean hasStore() {
        return grpcPort != 0;
    }

    int grpcPort() {
        return grpcPort;
    }

    int opsPort() {
        return opsPort;
    }
}
