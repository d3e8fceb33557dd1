package dev.waypost.simulator.gateway;

import dev.waypost.simulator.http.Digest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A session as it stands: its state, its QR codes, which grow old, and whether somebody is logged in.
public final class GatewaySession {
    static final Duration FIRST_QR = Duration.ofSeconds(60);
    static final Duration LATER_QR = Duration.ofSeconds(20);
    static final int MOST_QR = 6;

    private final InstantSource clock;
    private GatewayAccount account;
    private String status;
    private boolean loggedIn;
    private int codes = 1;
    private Instant codeSince;

    GatewaySession(GatewayAccount account, InstantSource clock) {
        this.account = account;
        this.clock = clock;
        this.status = account.status();
        this.loggedIn = status.equals("WORKING");
        this.codeSince = clock.instant();
    }

    /// A QR code.
    ///
    /// @param text what it says
    record Qr(String text, Duration left, int number) {}

    synchronized GatewayAccount account() {
        return account;
    }

    public boolean hasWebhook() {
        return account().webhookUrl() != null;
    }

    synchronized void account(GatewayAccount changed) {
        account = changed;
    }

    /// In WAHA's words.
    public synchronized String status() {
        while (status.equals("SCAN_QR_CODE") && !clock.instant().isBefore(codeSince.plus(life()))) {
            codeSince = codeSince.plus(life());
            next();
        }
        return status;
    }

    boolean isWorking() {
        return status().equals("WORKING");
    }

    synchronized boolean isLoggedIn() {
        return loggedIn;
    }

    /// The code to scan now; null when none is to be scanned.
    synchronized @Nullable Qr qr() {
        if (!status().equals("SCAN_QR_CODE")) {
            return null;
        }
        String text = "2@" + Digest.hex(account.session() + codes + codeSince);
        return new Qr(text, Duration.between(clock.instant(), codeSince.plus(life())), codes);
    }

    /// The code to type now, eight letters.
    synchronized String pairingCode(String phone) {
        String letters = Digest.hex(phone + account.session() + codes).toUpperCase(Locale.ROOT);
        return letters.substring(0, 8);
    }

    /// Somebody scans or types the code.
    public synchronized void pair() {
        loggedIn = true;
        status = "WORKING";
    }

    /// The connection to WhatsApp is gone, and does not come back by itself.
    public synchronized void lose() {
        status = "FAILED";
    }

    /// The code of the moment stops working.
    public synchronized void expireCode() {
        if (status.equals("SCAN_QR_CODE")) {
            codeSince = clock.instant();
            next();
        }
    }

    /// Starts, or starts again.
    public synchronized void start() {
        if (!status().equals("WORKING")) {
            status = loggedIn ? "WORKING" : "SCAN_QR_CODE";
            codes = 1;
            codeSince = clock.instant();
        }
    }

    public synchronized void stop() {
        status = "STOPPED";
    }

    /// Ends the log-in; a session that runs asks for the next one at once.
    public synchronized void logout() {
        loggedIn = false;
        if (!status().equals("STOPPED")) {
            status = "STARTING";
            start();
        }
    }

    private Duration life() {
        return codes == 1 ? FIRST_QR : LATER_QR;
    }

    private void next() {
        codes++;
        if (codes > MOST_QR) {
            status = "FAILED";
        }
    }
}
