package dev.waypost.cli;

import dev.waypost.allinone.SuiteSettings;
import dev.waypost.embedded.StartRefused;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/// Reads `--postgres`: a JDBC URL or a postgres:// one, with user and password where people put them.
final class PostgresAddress {
    private static final String EXPECTED =
            " (expected: postgres://user:password@host:port/database or jdbc:postgresql://host:port/database?user=…)";

    private PostgresAddress() {}

    static SuiteSettings.Database read(String text) {
        var plain = text.startsWith("jdbc:") ? text.substring(5) : text;
        if (!plain.startsWith("postgresql://") && !plain.startsWith("postgres://")) {
            throw refused(text);
        }
        try {
            var url = URI.create(plain);
            if (url.getHost() == null || url.getPath() == null || url.getPath().length() < 2) {
                throw refused(text);
            }
            var user = "postgres";
            var password = "";
            if (url.getRawUserInfo() != null) {
                var parts = url.getRawUserInfo().split(":", 2);
                user = decoded(parts[0]);
                password = parts.length > 1 ? decoded(parts[1]) : "";
            }
            var rest = new ArrayList<String>();
            for (var parameter : url.getRawQuery() == null
                    ? new String[0]
                    : url.getRawQuery().split("&")) {
                if (parameter.startsWith("user=")) {
                    user = decoded(parameter.substring(5));
                } else if (parameter.startsWith("password=")) {
                    password = decoded(parameter.substring(9));
                } else {
                    rest.add(parameter);
                }
            }
            var port = url.getPort() < 0 ? 5432 : url.getPort();
            var jdbc = "jdbc:postgresql://" + url.getHost() + ":" + port + url.getRawPath()
                    + (rest.isEmpty() ? "" : "?" + String.join("&", rest));
            return new SuiteSettings.Database(jdbc, user, password);
        } catch (IllegalArgumentException e) {
            throw refused(text);
        }
    }

    private static StartRefused refused(String text) {
        return new StartRefused("--postgres: value: " + text.replaceAll(":[^:@/]+@", ":***@") + EXPECTED);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
