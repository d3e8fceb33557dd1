package dev.waypost.simulator.control;

import dev.waypost.simulator.gateway.GatewayAccount.Gateway;
import dev.waypost.simulator.gateway.GatewaySession;
import dev.waypost.simulator.http.BadInput;
import dev.waypost.simulator.http.Fields;
import java.util.regex.Pattern;

/// Reads what is to happen to a gateway's session.
record SessionOrder(Gateway gateway, String session, Action action) {
    private static final Pattern SOME = Pattern.compile("(?s).{1,512}");

    /// Things that befall sessions.
    enum Action {
        /// Somebody scans the QR code, or types the pairing code.
        PAIR,
        LOSE,
        EXPIRE,
        LOGOUT,
        STOP,
        START
    }

    static SessionOrder read(Fields fields) {
        Gateway gateway = ProviderName.of(fields)
                .gateway()
                .orElseThrow(() -> new BadInput("provider: has no sessions (expected: WAHA, GOWA or EVOLUTION)"));
        var order = new SessionOrder(
                gateway,
                fields.text("session", SOME, "the name of a registered session"),
                fields.optionalName("action", Action.class)
                        .orElseThrow(() ->
                                new BadInput("action: missing (expected: pair, lose, expire, logout, stop or start)")));
        fields.noOthers();
        return order;
    }

    void befall(GatewaySession found) {
        switch (action) {
            case PAIR -> found.pair();
            case LOSE -> found.lose();
            case EXPIRE -> found.expireCode();
            case LOGOUT -> found.logout();
            case STOP -> found.stop();
            case START -> found.start();
        }
    }
}
