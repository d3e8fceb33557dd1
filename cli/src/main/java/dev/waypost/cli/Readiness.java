package dev.waypost.cli;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/// Whether a service on this machine says that it takes work.
final class Readiness {
    private static final int PATIENCE_MILLIS = 2000;

    private Readiness() {}

    static boolean of(int opsPort) {
        try {
            var url = URI.create("http://127.0.0.1:" + opsPort + "/health/readiness")
                    .toURL();
            var connection = (HttpURLConnection) url.openConnection();
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            try {
                return connection.getResponseCode() == 200;
            } finally {
                connection.disconnect();
            }
        } catch (IOException notYet) {
            return false;
        }
    }
}
