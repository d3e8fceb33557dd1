package dev.waypost.providers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Published and recorded webhooks of all providers.
public final class ProviderSamples {
    public static final List<String> GATEWAYS = List.of(
            "waha.webhook.message.json",
            "waha.webhook.message.media.json",
            "waha.webhook.message.reaction.json",
            "waha.webhook.message.ack.json",
            "waha.webhook.session.status.json",
            "gowa.webhook.message.json",
            "gowa.webhook.message.image.json",
            "gowa.webhook.message.reaction.json",
            "gowa.webhook.message.ack.json",
            "evolution.webhook.messages.upsert.json",
            "evolution.webhook.messages.update.json",
            "evolution.webhook.connection.update.json",
            "evolution.webhook.qrcode.updated.json");

    private ProviderSamples() {}

    public static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(ProviderSamples.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    public static byte[] bytes(String sample) throws IOException {
        return resource("/" + sample.substring(0, sample.indexOf('.')) + "/" + sample);
    }

    public static ProviderKind kindOf(String sample) {
        return switch (sample.substring(0, sample.indexOf('.'))) {
            case "waha" -> ProviderKind.WAHA;
            case "gowa" -> ProviderKind.GOWA;
            default -> ProviderKind.EVOLUTION;
        };
    }

    /// The signature header's value by sample.
    public static Map<String, String> signatures() throws IOException {
        Map<String, String> found = new LinkedHashMap<>();
        new String(resource("/signatures.tsv"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("gowa") || line.startsWith("waha"))
                .forEach(line ->
                        found.put(line.substring(0, line.indexOf('\t')), line.substring(line.lastIndexOf(": ") + 2)));
        return found;
    }
}
