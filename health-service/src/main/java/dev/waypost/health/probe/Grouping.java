package dev.waypost.health.probe;

import dev.waypost.configclient.Endpoint;
import dev.waypost.lanes.LaneKey;
import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.http.Servers;
import dev.waypost.platform.settings.Secret;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

/// Says which endpoints one call to a provider can answer for: those of one business account and one key at
/// Meta.
///
/// All of a business account are in one lane, so that one process keeps its budget of calls, whatever keys
/// there are.
final class Grouping {
    /// How the names of groups begin that share an account.
    static final String SHARED = "waba-";

    private static final int DIGEST = 12;

    private Grouping() {}

    static Watched of(String tenantId, Endpoint endpoint, Duration interval) {
        String server = Servers.of(endpoint.apiUrl());
        String waba = endpoint.wabaId();
        boolean shared = endpoint.provider().equals("META_CLOUD") && waba != null && !waba.isEmpty();
        String account = account(tenantId, endpoint);
        Secret key = endpoint.apiKey();
        String group = shared && key != null
                ? SHARED + digest(account) + '-' + digest(endpoint.apiVersion() + '|' + key.reveal())
                : tenantId + '/' + endpoint.id();
        return new Watched(
                tenantId,
                endpoint.id(),
                interval,
                group,
                LaneKey.laneOf(account),
                server,
                endpoint.provider(),
                endpoint.role().name());
    }

    /// Whom a provider counts calls for.
    static String account(String tenantId, Endpoint endpoint) {
        String waba = endpoint.wabaId();
        return endpoint.provider().equals("META_CLOUD") && waba != null && !waba.isEmpty()
                ? endpoint.apiUrl() + '|' + waba
                : tenantId + '/' + endpoint.id();
    }

    private static String digest(String text) {
        return HexFormat.of().formatHex(Arrays.copyOf(Signatures.sha256(text), DIGEST));
    }
}
